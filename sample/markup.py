"""Pieces that the pages share: the frame of a page, addresses, dates, numbers for genres."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from sample.catalogue import Catalogue, Title

SITE = "https://myanimelist.net"
CDN = "https://cdn.myanimelist.net"

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# MyAnimeList's own numbers, as in its addresses /anime/genre/NUMBER/NAME.
_NUMBERED = """1:Action 2:Adventure 3:Racing 4:Comedy 5:Avant_Garde 6:Mythology 7:Mystery 8:Drama
9:Ecchi 10:Fantasy 11:Strategy_Game 13:Historical 14:Horror 15:Kids 17:Martial_Arts 18:Mecha
19:Music 20:Parody 21:Samurai 22:Romance 23:School 24:Sci-Fi 25:Shoujo 27:Shounen 29:Space 30:Sports
31:Super_Power 32:Vampire 35:Harem 36:Slice_of_Life 37:Supernatural 38:Military 39:Detective
40:Psychological 41:Suspense 42:Seinen 43:Josei 46:Award_Winning 47:Gourmet 48:Workplace
50:Adult_Cast 51:Anthropomorphic 52:CGDCT 53:Childcare 54:Combat_Sports 55:Delinquents
56:Educational 57:Gag_Humor 58:Gore 59:High_Stakes_Game 62:Isekai 63:Iyashikei 64:Love_Polygon
66:Mahou_Shoujo 67:Medical 68:Organized_Crime 69:Otaku_Culture 70:Performing_Arts 71:Pets
72:Reincarnation 74:Love_Status_Quo 75:Showbiz 76:Survival 77:Team_Sports 78:Time_Travel
79:Video_Game 80:Visual_Arts 81:Crossdressing 82:Urban_Fantasy 83:Villainess"""
_GENRES = {
    name.replace("_", " "): int(number)
    for number, name in (pair.split(":") for pair in _NUMBERED.split())
}
_UNLISTED_GENRE = 900


def page(heading: str, content: str, *, head: str = "", section: str = "Anime") -> bytes:
    """Frame a page's content as the site does.

    Parameters
    ----------
    heading
        Text of the browser's title, not yet escaped.
    content
        HTML of the middle of the page.
    head
        More HTML for the head.
    section
        Menu entry that the page belongs to.
    """
    menu = "".join(
        f'<li class="small"><a href="{SITE}/{path}" class="non-link">{name}</a></li>'
        for name, path in (("Anime", "anime.php"), ("Top Anime", "topanime.php"),
                           ("Users", "users.php"), (section, ""))
    )  # fmt: skip
    return f"""<!DOCTYPE html>
<html lang="en" class="appearance-none">
<head>
<meta charset="utf-8">
<title>
{escape(heading)} - MyAnimeList.net
</title>
<meta property="og:site_name" content="MyAnimeList.net">{head}
<meta name="viewport" content="initial-scale=1" />
</head>
<body class="page-common">
<div id="myanimelist"><div class="wrapper">
<div id="headerSmall"><a href="{SITE}" class="link-mal-logo">MyAnimeList.net</a></div>
<div id="menu"><ul id="nav">{menu}</ul></div>
{content}
<div style="clear:both;"></div>
</div></div>
<footer><div id="footer-block"><div id="copyright">
Sample pages of AnimeMatcher: true facts, texts of our own, made-up members.
</div></div></footer>
</body>
</html>
""".encode()


def slug(text: str) -> str:
    """The last part of an address: letters, digits, hyphens, all else as underscores."""
    return re.sub(r"[^\w-]", "_", text)


def title_path(title: Title) -> str:
    """Path of a title's page."""
    return f"/anime/{title.anime_id}/{slug(title.title)}"


def title_url(title: Title) -> str:
    """Full address of a title's page."""
    return SITE + title_path(title)


def poster_url(title: Title, size: str = "") -> str:
    """Address of a title's poster, or of a smaller one ("50x70")."""
    return f"{CDN}/{f'r/{size}/' if size else ''}images/anime/{title.anime_id}.jpg"


def thumbnail(title: Title, width: int, height: int) -> str:
    """A lazily loaded small poster."""
    small, large = (poster_url(title, f"{width * n}x{height * n}") for n in (1, 2))
    return (
        f'<img src="{CDN}/images/spacer.gif" data-src="{small}" '
        f'data-srcset="{small} 1x,{large} 2x" width="{width}" height="{height}" class="lazyload" '
        f'alt="{escape(title.title)}" border="0">'
    )


def genre_links(names: Sequence[str]) -> str:
    """Genres as on a title's page: a hidden copy of the name before each link."""
    return ",         ".join(
        f'<span itemprop="genre" style="display: none">{escape(name)}</span>'
        f'<a href="/anime/genre/{genre_number(name)}/{slug(name)}" title="{escape(name)}">'
        f"{escape(name)}</a>"
        for name in names
    )


def genre_number(name: str) -> int:
    """MAL's number of a genre or theme; one number for all that MAL no longer lists."""
    return _GENRES.get(name, _UNLISTED_GENRE)


def company_links(names: Sequence[str], catalogue: Catalogue) -> str:
    """Studios, producers or licensors as links."""
    return ",       ".join(
        f'<a href="/anime/producer/{catalogue.companies[name]}/{slug(name)}" '
        f'title="{escape(name)}">{escape(name)}</a>'
        for name in names
    )


def day(iso: str | None) -> str:
    """`1998-04-03` as `Apr 3, 1998`; without a day `Apr 1998`; unknown `?`."""
    if not iso:
        return "?"
    year, *rest = iso.split("-")
    if not rest:
        return year
    month = _MONTHS[int(rest[0]) - 1]
    return f"{month} {int(rest[1])}, {year}" if len(rest) > 1 else f"{month} {year}"


def month(iso: str | None) -> str:
    """`1998-04-03` as `Apr 1998`; unknown is empty."""
    return day(iso[:7]) if iso else ""


def aired(title: Title) -> str:
    """The span of broadcast: one date for a single day, `to ?` while it runs."""
    if not title.aired_from:
        return "Not available"
    if (
        title.status == "Currently Airing"
        or (title.aired_to or title.aired_from) != title.aired_from
    ):
        return f"{day(title.aired_from)} to {day(title.aired_to)}"
    return day(title.aired_from)


def duration(title: Title) -> str:
    """Minutes in MAL's words: `24 min. per ep.`, `1 hr. 55 min.`, `Unknown`."""
    if not title.minutes:
        return "Unknown"
    hours, minutes = divmod(title.minutes, 60)
    parts = [f"{hours} hr."] if hours else []
    parts += [f"{minutes} min."] if minutes else []
    return " ".join([*parts, *(["per ep."] if title.episodes != 1 else [])])
