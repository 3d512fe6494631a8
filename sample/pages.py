"""Pages that belong to no single title: top list, members, profiles, lists, the 404 page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from sample import markup
from sample.catalogue import Catalogue, Title
from sample.markup import SITE
from sample.members import Entry, Member, status_counts

TITLES_PER_PAGE, USERS_PER_PAGE, ENTRIES_PER_PAGE = 50, 20, 300
_USERS_PER_ROW = 4
_STATUSES = (
    (1, "Watching"),
    (2, "Completed"),
    (3, "On-Hold"),
    (4, "Dropped"),
    (6, "Plan to Watch"),
)
_AIRING = {"Currently Airing": 1, "Finished Airing": 2, "Not yet aired": 3}

ROBOTS = b"User-agent: *\nDisallow: /dbchanges.php\nDisallow: /ownlist/\nDisallow: /myreviews.php\n"
INVALID_REQUEST = b'{"errors":[{"message":"invalid request"}]}'


def top(catalogue: Catalogue, offset: int) -> bytes:
    """Fifty titles by score from place `offset` on; past the end a table without rows."""
    rows = "".join(_top_row(title) for title in catalogue.ranked[offset : offset + TITLES_PER_PAGE])
    links = ""
    if offset > 0:
        before = max(0, offset - TITLES_PER_PAGE)
        links += f'<a href="?limit={before}" class="link-blue-box prev">Prev {TITLES_PER_PAGE}</a>'
    if offset + TITLES_PER_PAGE < len(catalogue.ranked):
        after = offset + TITLES_PER_PAGE
        links += f'<a href="?limit={after}" class="link-blue-box next">Next {TITLES_PER_PAGE}</a>'
    content = f"""<div id="contentWrapper"><div><h1 class="h1">Top Anime</h1></div>
<div id="content">
<div class="pb12"><h2 class="fs18 fw-b ff-avenir mt24 top-rank-header2"><span \
class="fl-r di-ib icon-top-ranking-page">{links}</span>Top Anime Series</h2>
<table border="0" cellpadding="0" cellspacing="0" width="100%" class="top-ranking-table">
<tr class="table-header"><td class="rank">Rank</td><td class="title">Title</td>\
<td class="score">Score</td><td class="your-score">Your Score</td>\
<td class="status">Status</td></tr>
{rows}</table></div></div></div>"""
    return markup.page("Top Anime", content, section="Top Anime")


def _top_row(title: Title) -> str:
    url, number = markup.title_url(title), title.anime_id
    end = "" if title.status == "Currently Airing" else title.aired_to or title.aired_from
    return f"""<tr class="ranking-list">
<td class="rank ac" valign="top"><span class="lightLink top-anime-rank-text \
rank{len(str(title.rank))}">{title.rank}</span></td>
<td class="title al va-t word-break"><a class="hoverinfo_trigger fl-l ml12 mr8" href="{url}" \
id="#area{number}" rel="#info{number}">{markup.thumbnail(title, 50, 70)}</a>
<div class="detail"><div class="di-ib clearfix"><h3 class="fl-l fs14 fw-b anime_ranking_h3">\
<a href="{url}" id="#area{number}" rel="#info{number}" class="hoverinfo_trigger">\
{escape(title.title)}</a></h3></div><br><div class="information di-ib mt4">
  {title.type} ({title.episodes or "?"} eps)<br>
  {markup.month(title.aired_from)} - {markup.month(end)}<br>
  {title.members:,} members
</div></div></td>
<td class="score ac fs14"><div class="js-top-ranking-score-col di-ib al"><span \
class="text on score-label score-{int(title.score or 0)}">{title.score:.2f}</span></div></td>
<td class="your-score ac fs14"><div class="js-top-ranking-your-score-col di-ib al"><span \
class="text score-label score-na">N/A</span></div></td><td class="status ac"></td>
</tr>
"""


def users(names: Sequence[str], offset: int) -> bytes:
    """Twenty members from place `offset` on, each linked twice."""
    shown = names[offset : offset + USERS_PER_PAGE]
    rows = "".join(
        "<tr>" + "".join(_user(name) for name in shown[start : start + _USERS_PER_ROW]) + "</tr>"
        for start in range(0, len(shown), _USERS_PER_ROW)
    )
    content = f"""<div id="contentWrapper"><div><h1 class="h1">Users</h1></div><div id="content">
<div class="normal_header" style="font-size: 14px;">Recently Online Users</div>
<table border="0" cellpadding="10" cellspacing="0" width="100%">{rows}</table></div></div>"""
    return markup.page("Users", content, section="Users")


def _user(name: str) -> str:
    url = f"{SITE}/profile/{name}"
    return f"""<td align="center" class="borderClass">
<div style="margin-bottom: 7px;"><a href="{url}">{name}</a></div>
<div class="picSurround"><a href="{url}"><img class="lazyload" \
data-src="{markup.CDN}/images/questionmark_50.gif" border="0" width="48"></a></div>
<div class="spaceit_pad lightLink"><small>1 second ago</small></div>
</td>"""


def profile(member: Member) -> bytes:
    """A member's profile: when they joined, and counts of their list when it is public."""
    joined = markup.day(datetime.fromtimestamp(member.joined, UTC).date().isoformat())
    content = f"""<div id="contentWrapper"><div><h1 class="h1"><span class="di-ib po-r">\
{member.name}&#039;s Profile</span></h1></div><div id="content">
<ul class="user-status border-top pb8 mb4"><li class="clearfix"><span \
class="user-status-title di-ib fl-l fn-grey2 fw-b">Joined</span><span \
class="user-status-data di-ib fl-r">{joined}</span></li></ul>
{_list_counts(member) if member.public else ""}</div></div>"""
    return markup.page(f"{member.name}'s Profile", content, section="Users")


def _list_counts(member: Member) -> str:
    counts = status_counts(member)
    scores = [entry.score for entry in member.entries if entry.score]
    mean = sum(scores) / len(scores) if scores else 0.0
    lines = "".join(
        f'<li class="clearfix mb12"><a href="{SITE}/animelist/{member.name}?status={status}" '
        f'class="di-ib fl-l lh10 circle anime">{label}</a>'
        f'<span class="di-ib fl-r lh10">{counts[status]}</span></li>'
        for status, label in _STATUSES
    )
    return f"""<div class="stats anime"><h5 class="mb12">Anime Stats</h5><div class="stat-score">\
<div class="di-tc ar pr8 fs12 fw-b"><span class="fn-grey2 fw-n">Mean Score: </span><span \
class="score-label score-{int(mean)}">{mean:.2f}</span></div></div>
<ul class="stats-status fl-l">{lines}</ul><ul class="stats-data fl-r"><li class="clearfix mb12">\
<span class="di-ib fl-l fn-grey2">Total Entries</span><span class="di-ib fl-r">\
{len(member.entries)}</span></li></ul></div>"""


def list_rows(member: Member, catalogue: Catalogue, status: int, offset: int) -> bytes:
    """Up to 300 rows of a list as load.json gives them; status 7 means all."""
    entries = [entry for entry in member.entries if status in {7, entry.status}]
    shown = entries[offset : offset + ENTRIES_PER_PAGE]
    rows = [_list_row(entry, catalogue.titles[entry.anime_id]) for entry in shown]
    return json.dumps(rows, ensure_ascii=False).encode()


def _list_row(entry: Entry, title: Title) -> dict[str, Any]:
    """One row with MAL's keys and habits: a title of digits is a number, unknown counts are 0."""
    path = markup.title_path(title)
    return {
        "status": entry.status,
        "score": entry.score,
        "tags": "",
        "is_rewatching": 0,
        "num_watched_episodes": entry.episodes,
        "created_at": entry.updated,
        "updated_at": entry.updated,
        "anime_title": int(title.title) if title.title.isdecimal() else title.title,
        "anime_title_eng": title.title_english or "",
        "anime_num_episodes": title.episodes or 0,
        "anime_airing_status": _AIRING[title.status],
        "anime_id": title.anime_id,
        "anime_studios": None,
        "anime_licensors": None,
        "anime_season": None,
        "anime_total_members": title.members,
        "anime_total_scores": title.scored_by or 0,
        "anime_score_val": title.score or 0,
        "anime_score_diff": round(entry.score - (title.score or 0), 2) if entry.score else -99,
        "anime_popularity": title.popularity,
        "has_episode_video": False,
        "has_promotion_video": False,
        "has_video": False,
        "video_url": f"{path}/video",
        "genres": [{"id": markup.genre_number(name), "name": name} for name in title.genres],
        "demographics": [
            {"id": markup.genre_number(name), "name": name} for name in title.demographics
        ],
        "title_localized": None,
        "anime_url": path,
        "anime_image_path": markup.poster_url(title, "192x272"),
        "is_added_to_list": False,
        "anime_media_type_string": title.type,
        "anime_mpaa_rating_string": (title.rating or "").split(" - ")[0],
        "start_date_string": None,
        "finish_date_string": None,
        "anime_start_date_string": _short_date(title.aired_from),
        "anime_end_date_string": _short_date(title.aired_to),
        "days_string": None,
        "storage_string": "",
        "priority_string": "Low",
        "notes": "",
        "editable_notes": "",
    }


def _short_date(iso: str | None) -> str | None:
    """`1998-04-03` as `04-03-98`, the order for visitors; unknown parts are `00`."""
    if not iso:
        return None
    year, month, number = [*iso.split("-"), "00", "00"][:3]
    return f"{month}-{number}-{year[2:]}"


def not_found() -> bytes:
    """The page for an address that the site does not know."""
    content = f"""<div id="contentWrapper"><div><h1 class="h1">404 Not Found</h1></div>
<div id="content"><div class="error404" title="This page doesn't exist.">
<a href="{SITE}/" class="btn-home">Home</a>
<p class="message">This page doesn't exist.</p>
</div></div></div>"""
    return markup.page("404 Not Found", content)
