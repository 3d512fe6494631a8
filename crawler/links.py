"""Addresses of the site's pages, at the place where the site answers."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import quote, quote_plus, urlsplit, urlunsplit

SITE = "myanimelist.net"
# Names of a title's tabs in addresses; the slug before them may be any text.
_TABS = {
    "stats": "stats",
    "recommendations": "userrecs",
    "pictures": "pics",
    "characters": "characters",
    "reviews": "reviews",
    "episodes": "episode",
}
EPISODES_PER_PAGE = 100
# The second was the site's image host to 2018; old pages still name it.
_SITE_HOSTS = (SITE, "myanimelist.cdn-dena.com")


class Links:
    """Addresses at `base_url`, which is the real site or a copy of it.

    Parameters
    ----------
    base_url
        Scheme and host of the site, maybe with a path below which it answers.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._base = urlsplit(self.base_url)

    def top(self, offset: int = 0) -> str:
        """Page of the list of the best titles; `offset` is what the site calls limit."""
        return f"{self.base_url}/topanime.php" + (f"?limit={offset}" if offset else "")

    def anime(self, anime_id: int) -> str:
        """Page of one title."""
        return f"{self.base_url}/anime/{anime_id}"

    def tab(self, anime_id: int, tab: str, page: int = 1) -> str:
        """Page of one of a title's tabs; reviews and episodes have several pages."""
        asked = f"offset={(page - 1) * EPISODES_PER_PAGE}" if tab == "episodes" else f"p={page}"
        query = f"?{asked}" if page > 1 else ""
        return f"{self.base_url}/anime/{anime_id}/_/{_TABS[tab]}{query}"

    def season(self, season: str) -> str:
        """Page of all titles of a season, such as "2018/spring"."""
        return f"{self.base_url}/anime/season/{season}"

    def genre(self, genre_id: int, page: int = 1) -> str:
        """Page of the titles of one genre."""
        return f"{self.base_url}/anime/genre/{genre_id}" + (f"?page={page}" if page > 1 else "")

    def search(self, words: str, offset: int = 0) -> str:
        """Page of the titles that are found for some words."""
        query = f"anime.php?q={quote_plus(words)}"
        return f"{self.base_url}/{query}" + (f"&show={offset}" if offset else "")

    def clubs(self, anime_id: int) -> str:
        """Page of a title's clubs."""
        return f"{self.base_url}/anime/{anime_id}/_/clubs"

    def profile(self, user_name: str) -> str:
        """Page of one member."""
        return f"{self.base_url}/profile/{quote(user_name, safe='')}"

    def club(self, club_id: int, offset: int = 0) -> str:
        """Page of a club's members."""
        query = f"clubs.php?action=view&t=members&id={club_id}"
        return f"{self.base_url}/{query}" + (f"&show={offset}" if offset else "")

    def users(self, offset: int = 0) -> str:
        """Page of recently seen users."""
        return f"{self.base_url}/users.php" + (f"?show={offset}" if offset else "")

    def user_list(self, user_name: str, offset: int = 0) -> str:
        """Page of a user's list, with all of its statuses."""
        path = f"/animelist/{quote(user_name, safe='')}/load.json"
        return f"{self.base_url}{path}?status=7&offset={offset}"

    def here(self, url: str) -> str | None:
        """Return where to ask for `url`: at the base, if it is the site's; None if foreign.

        A link to any host of the site is followed at the base when that is not the site itself,
        so that a crawl of a copy never leaves it.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.netloc == self._base.netloc:
            return url
        if not _is_site(host):
            return None
        if _is_site(self._base.hostname or ""):
            return url
        path = self._base.path + parts.path
        return urlunsplit((self._base.scheme, self._base.netloc, path, parts.query, ""))


def is_loopback(url: str) -> bool:
    """Whether `url` is on this machine."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _is_site(host: str) -> bool:
    return host in _SITE_HOSTS or host.endswith("." + SITE)
