"""Further pages of a title: /stats, /userrecs and /reviews."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sample import markup
from sample.catalogue import Catalogue, Title
from sample.title_page import fact, framed
from sample.title_sections import review_element

REVIEWS_PER_PAGE = 20
_WATCHING = (
    ("Watching", "watching"), ("Completed", "completed"), ("On-Hold", "on_hold"),
    ("Dropped", "dropped"), ("Plan to Watch", "plan_to_watch"),
)  # fmt: skip


def stats(title: Title, catalogue: Catalogue) -> bytes:
    """Members by status, and votes by score; a score without votes has no row."""
    watching = title.watching or {}
    lines = "".join(fact(label, f"{watching.get(key, 0):,}") for label, key in _WATCHING)
    votes = title.score_votes or []
    rows = "".join(
        _score_row(score, votes[score - 1], sum(votes))
        for score in range(len(votes), 0, -1)
        if votes[score - 1]
    )
    main = f"""<h2 id="summary_stats">Summary Stats</h2>{lines}{fact("Total", f"{title.members:,}")}
<br><h2 id="score_stats">Score Stats</h2>
<table border="0" cellpadding="0" cellspacing="0" width="100%" class="score-stats">{rows}</table>"""
    return _tab(title, catalogue, "stats", "Stats", main)


def _score_row(score: int, votes: int, total: int) -> str:
    share = f"{100 * votes / total:.1f}%"
    return f"""<tr>
<td width="20" class="score-label score-{score}">{score}</td>
<td><div class="spaceit_pad"><div class="updatesBar" style="float: left; height: 15px; \
width: {share};"></div><span>&nbsp;{share} <small>({votes} votes)</small></span></div></td>
</tr>"""


def userrecs(title: Title, catalogue: Catalogue, names: Sequence[str]) -> bytes:
    """Each recommended title with one reason and who gave it; `names` are members' names."""
    entries = "".join(
        _recommendation(
            title,
            catalogue.titles[link.anime_id],
            link.votes,
            names[(title.anime_id + link.anime_id) % len(names)],
        )
        for link in title.recommendations
    )
    main = f'<div class="border_solid"><h2 class="h2_overwrite">Recommendations</h2></div>{entries}'
    return _tab(title, catalogue, "userrecs", "Recommendations", main)


def _recommendation(title: Title, other: Title, votes: int, name: str) -> str:
    url, number = markup.title_url(other), other.anime_id
    more = (
        '<div class="spaceit"><a href="javascript:void(0);" '
        'class="js-similar-recommendations-button" data-id="0">Read recommendations by '
        f"<strong>{votes - 1}</strong> more user{'s' * (votes > 2)}</a></div>"
    )
    return f"""<div class="borderClass">
<table border="0" cellpadding="0" cellspacing="0" width="100%"><tr>
<td width="60" valign="top"><div class="picSurround"><a href="{url}" class="hoverinfo_trigger" \
id="#raArea1{number}">{markup.thumbnail(other, 50, 70)}</a></div></td>
<td valign="top"><div style="margin-bottom: 2px;"><a href="{url}"><strong>{escape(other.title)}\
</strong></a> <span style="float:right;">\
<a href="/recommendations/anime/{title.anime_id}-{number}" title="Permalink">\
<small>permalink</small></a></span></div>
<div class="borderClass bgColor1"><div class="spaceit_pad detail-user-recs-text" \
style="white-space: pre-wrap">{_reason(title, other)}&nbsp;</div>
<div class="spaceit_pad">Recommended by <a href="/profile/{name}">{name}</a></div></div>
{more if votes > 1 else ""}</td></tr></table></div>"""


def _reason(title: Title, other: Title) -> str:
    shared = [tag for tag in title.tags if tag in other.tags]
    if not shared:
        return "Different on the surface, alike in mood."
    return escape(f"Both are worth it for their {' and '.join(shared[:2]).lower()}.")


def reviews(title: Title, catalogue: Catalogue, number: int) -> bytes:
    """One page of reviews, counted from 1, with a link to the next while there is one."""
    written = catalogue.reviews.get(title.anime_id, [])
    end = number * REVIEWS_PER_PAGE
    shown = written[end - REVIEWS_PER_PAGE : end]
    elements = "".join(review_element(review, title) for review in shown)
    following = f"{markup.title_url(title)}/reviews?p={number + 1}"
    more = (
        f'<div class="mt4 mb8"><a href="{following}" class="ga-click" '
        'data-ga-click-type="review-more-reviews">More Reviews</a></div>'
    )
    main = f"<h2>Reviews</h2>{elements}{more if end < len(written) else ''}"
    return _tab(title, catalogue, "reviews", "Reviews", main)


def _tab(title: Title, catalogue: Catalogue, path: str, name: str, main: str) -> bytes:
    url = f"{markup.title_url(title)}/{path}"
    head = f'<meta property="og:url" content="{url}">'
    content = framed(title, catalogue, main, f"/{path}")
    return markup.page(f"{title.title} - {name}", content, head=head)
