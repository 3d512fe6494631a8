"""Sections of a title's page: related entries, theme songs, reviews, the recommendations strip."""

from __future__ import annotations

import json
import re
from html import escape

import numpy as np

from sample import markup
from sample.catalogue import Catalogue, Review, Title
from sample.markup import SITE

_N_SHOWN = 3
_N_WORDS_SHOWN = 25
_TILES = 6
_IN_TILES = {"Prequel", "Sequel", "Parent Story", "Side Story", "Full Story", "Summary"}
# MAL's review numbers have six digits; small ones there mean a verdict.
_FIRST_NUMBER = 500_000
_VERDICTS = {
    "recommended": "Recommended",
    "mixed-feelings": "Mixed Feelings",
    "not-recommended": "Not Recommended",
}


def related(title: Title, catalogue: Catalogue) -> str:
    """Nearest relations as tiles with a poster, the others in a table by kind."""
    if not title.related:
        return ""
    links = [(link.relation, catalogue.titles[link.anime_id]) for link in title.related]
    near = [link for link in links if link[0] in _IN_TILES][:_TILES]
    tiles = "".join(_tile(relation, other) for relation, other in near)
    kinds: dict[str, list[Title]] = {}
    for relation, other in links:
        if (relation, other) not in near:
            kinds.setdefault(relation, []).append(other)
    rows = "".join(_table_row(relation, others) for relation, others in kinds.items())
    table = f'<table class="entries-table">{rows}</table>' if rows else ""
    return (
        '<div><h2 id="related_entries">Related Entries</h2></div><div class="related-entries">'
        f'\n<div class="entries-tile">{tiles}</div>\n{table}</div>'
    )


def _tile(relation: str, other: Title) -> str:
    url = markup.title_url(other)
    return f"""<div class="entry borderClass ">
  <div class="image"><a href="{url}">{markup.thumbnail(other, 50, 70)}</a></div>
  <div class="content">
    <div class="relation">
      {escape(relation)}
      ({other.type})
    </div>
    <div class="title">
      <a href="{url}">
        {escape(other.title)}
      </a>
    </div>
  </div>
</div>"""


def _table_row(relation: str, others: list[Title]) -> str:
    entries = "\n".join(
        f'<li class=" hide-entry"><a href="{markup.title_url(other)}">{escape(other.title)}</a>'
        f" ({other.type})</li>"
        for other in others
    )
    return f"""<tr class=" hide-entry">
  <td valign="top" class="ar fw-n borderClass nowrap">
    {escape(relation)}:
  </td>
  <td width="100%" class="borderClass"><ul class="entries">
{entries}
  </ul></td>
</tr>"""


def songs(title: Title) -> str:
    """Opening and ending themes, each a table; MAL spells the first class "opnening"."""
    return (
        '<br><br><div class="di-t">'
        + _songs("Opening", "opnening", "an opening", title.openings)
        + '<div class="di-tc va-t" style="width:16px;"></div>'
        + _songs("Ending", "ending", "an ending", title.endings)
        + "</div>"
    )


def _songs(label: str, kind: str, article: str, names: list[str]) -> str:
    rows = "".join(_song(number, name, len(names)) for number, name in enumerate(names, start=1))
    none = (
        f"<tr><td>No {label.lower()} themes have been added to this title. Help improve our "
        f'database by adding {article} theme <a href="{SITE}/dbchanges.php?t=theme">here</a>.'
        "</td></tr>"
    )
    return (
        f'<div class="di-tc va-t " style="width:392px;"><div><h2>{label} Theme</h2></div>'
        f'<div class="theme-songs js-theme-songs {kind}">\n<table border="0" width="100%">'
        f"{rows or none}</table></div></div>"
    )


def _song(number: int, name: str, count: int) -> str:
    """A row for `"Song" by Artist (eps 1-12)`; a lone song has no number."""
    parts = re.fullmatch(r'(".*?")(?: by (.*?))?(?: (\(eps? .*\)))?', name)
    song, artist, episodes = parts.groups() if parts else (name, None, None)
    index = f'<span class="theme-song-index">{number}:</span>&nbsp;' if count > 1 else ""
    text = escape(song, quote=False)
    text += f'<span class="theme-song-artist"> by {escape(artist)}</span>' if artist else ""
    text += f'&nbsp;<span class="theme-song-episode">{escape(episodes)}</span>' if episodes else ""
    return (
        '<tr><td width="8%"><div class="oped-preview-button oped-preview-button-gray"></div></td>'
        f'<td width="84%">{index}{text}</td><td width="8%"></td></tr>'
    )


def reviews(title: Title, catalogue: Catalogue) -> str:
    """How many recommend the title, and its newest three reviews."""
    written = catalogue.reviews.get(title.anime_id, [])
    url = f"{markup.title_url(title)}/reviews"
    if not written:
        return (
            "<br><div><h2>Reviews</h2></div><div class='mb8'>No reviews have been submitted for "
            "this title. Be the first to make a review "
            f'<a href="/myreviews.php?seriesid={title.anime_id}&amp;go=write">here</a>!</div>'
        )
    counts = {kind: sum(r.verdict == kind for r in written) for kind in _VERDICTS}
    good, mixed, bad = counts.values()
    boxes = "".join(
        f'<div class="{kind}"><a href="{url}?filter_check={number}"><strong>{counts[kind]}</strong>'
        f" {name}</a></div>"
        for number, (kind, name) in enumerate(_VERDICTS.items(), start=1)
    )
    return f"""<br><br>
<h2>Reviews</h2>
<div class="anime-info-review__header mal-navbar"><div class="center">
<div class="review-ratio__box">{boxes}</div>
<div class="review-ratio__bar"
     data-recommended="{good}"
     data-mixed_feeling="{mixed}"
     data-not_recommended="{bad}"
></div></div>
<div class="right"><a href="{url}">All reviews (<strong>{len(written)}</strong>)</a></div></div>
{"".join(review_element(review, title) for review in written[:_N_SHOWN])}"""


def review_element(review: Review, title: Title) -> str:
    """One review; what exceeds the first words is hidden until "Read more"."""
    words = escape(review.text).split(" ")
    shown, rest = " ".join(words[:_N_WORDS_SHOWN]), " ".join(words[_N_WORDS_SHOWN:])
    if rest:
        shown += (
            '\n<span class="js-visible" style="margin-left: -4px;">...</span>'
            f'\n<span class="js-hidden" style="display: none;">{rest}</span>'
        )
    profile, number = f"{SITE}/profile/{review.user}", _FIRST_NUMBER + review.review_id
    verdict = list(_VERDICTS).index(review.verdict) + 1
    return f"""
<div class="review-element js-review-element"
     data-reactions='{_reactions(review.review_id)}'>
  <div class="thumbbody mt8">
    <div class="thumb"><a href="{profile}" class="ga-click"></a></div>
    <div class="body">
      <div title="12:00 PM" class="update_at">{markup.day(review.date)}</div>
      <div class="username"><a href="{profile}" class="ga-click" \
data-ga-click-type="review-anime-reviewer">{escape(review.user)}</a></div>
      <div class="tags"><div class="tag {review.verdict} btn-label js-btn-label" \
data-id="{verdict}" data-href="{markup.title_url(title)}/reviews"><i class="fas fa-star"></i>\
{_VERDICTS[review.verdict]}</div></div>
      <div class="text">
        {shown}
      </div>
      <div class="rating mt20 mb20 js-hidden" style="display: none;">
        Reviewer&rsquo;s Rating: <span class="num">{review.score}</span>
      </div>
      <div class="reaction-box js-reaction-box"><div class="btn-reaction js-btn-reaction nice" \
data-id="{number}" data-val="1">Nice</div></div>
      <div class="bottom-navi"><div class="open"><a href="{SITE}/reviews.php?id={number}" \
class="ga-click" data-ga-click-type="review-permalink">Open</a></div></div>
    </div>
  </div>
</div>"""


def _reactions(review_id: int) -> str:
    """Made-up reactions as JSON; empty, as on MAL, where nobody reacted."""
    counts = np.random.default_rng(review_id).poisson((4, 2, 0.4, 0.3, 0.8, 0.6, 0.2))
    if review_id % 4 == 0 or not counts.any():
        return ""
    icons = [int(n) + 1 for n in np.argsort(-counts, kind="stable") if counts[n]][:_N_SHOWN]
    return json.dumps(
        {"icon": icons, "num": int(counts.sum()), "count": [str(count) for count in counts]},
        separators=(",", ":"),
    )


def recommendations(title: Title, catalogue: Catalogue) -> str:
    """The strip of titles that members recommend to those who liked this one."""
    if not title.recommendations:
        return "<br><h2>Recommendations</h2>"
    items = "".join(
        _slide(title, catalogue.titles[link.anime_id], link.votes) for link in title.recommendations
    )
    return f"""<div>
<div class="floatRightHeader"><a href="{markup.title_path(title)}/userrecs">More \
recommendations</a></div>
<h2 id="recommendations">Recommendations</h2></div>
<div class="anime-slide-block" id="anime_recommendation" \
data-json='{{"width":702,"btnWidth":40,"margin":8}}'><div class="anime-slide-outer" \
style="height:140px;"><ul class="anime-slide js-anime-slide" data-slide="7">{items}</ul></div>\
</div>"""


def _slide(title: Title, other: Title, votes: int) -> str:
    name, users = escape(other.title), f"{votes} User{'s' * (votes != 1)}"
    return f"""<li class="btn-anime" style="width:90px" title="{name}">\
<a href="{SITE}/recommendations/anime/{title.anime_id}-{other.anime_id}" \
class="link bg-center ga-click" data-ga-click-type="anime-user-recommend" \
style="width:90px;height:140px;"><span class="title fs10">{name}</span>\
<span class="users">{users}</span>{markup.thumbnail(other, 90, 140)}</a></li>"""
