"""Addresses of the site's pages, at the place where the site answers."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import quote, urlsplit, urlunsplit

SITE = "myanimelist.net"
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
