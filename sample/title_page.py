"""A title's page, /anime/ID: facts in the sidebar, story, relations, songs, reviews, strip."""

from __future__ import annotations

from html import escape

from sample import markup, title_sections
from sample.catalogue import Catalogue, Title
from sample.markup import SITE

_TABS = (
    ("", "Details"), ("/characters", "Characters &amp; Staff"), ("/episode", "Episodes"),
    ("/video", "Videos"), ("/stats", "Stats"), ("/reviews", "Reviews"),
    ("/userrecs", "Recommendations"), ("/pics", "Pictures"),
)  # fmt: skip


def details(title: Title, catalogue: Catalogue) -> bytes:
    """Render the page of one title."""
    url = markup.title_url(title)
    head = (
        f'\n<link rel="canonical" href="{url}" />'
        f'\n<meta property="og:title" content="{escape(title.title)}">'
        '<meta property="og:type" content="video.tv_show">'
        f'<meta property="og:image" content="{markup.poster_url(title)}">'
        f'<meta property="og:url" content="{url}">'
        f'<meta property="og:description" content="{escape(title.synopsis)}">'
    )
    return markup.page(title.title, framed(title, catalogue, _main(title, catalogue)), head=head)


def framed(title: Title, catalogue: Catalogue, main: str, tab: str = "") -> str:
    """Lay a title's heading, sidebar and tabs round the main column."""
    return f"""<div id="contentWrapper" itemscope itemtype="http://schema.org/TVSeries">
<div><div class="h1 edit-info"><div class="h1-title">\
<div itemprop="name">{_names(title)}</div></div>
</div></div><div id="content">
<table border="0" cellpadding="0" cellspacing="0" width="100%">
<tr>
<td class="borderClass" width="225" style="border-width: 0 1px 0 0;" valign="top">
<div class="leftside" style="width: 225px">
{_sidebar(title, catalogue)}
</div></td>
<td valign="top" style="padding-left: 5px;"><div class="rightside js-scrollfix-bottom-rel">
<div id="horiznav_nav" style="margin: 5px 0 10px 0;"><ul>{_tabs(title, tab)}</ul></div>
{main}
</div></td></tr></table>
</div></div>"""


def _names(title: Title) -> str:
    heading = f'<h1 class="title-name h1_bold_none"><strong>{escape(title.title)}</strong></h1>'
    english = title.title_english
    if english:
        heading += f'<p class="title-english title-inherit">{escape(english)}</p>'
    return heading


def _tabs(title: Title, active: str) -> str:
    return "".join(
        f'<li><a href="{markup.title_url(title)}{path}" '
        f'class="{"horiznav_active" if path == active else ""}">{name}</a></li>'
        for path, name in _TABS
    )


def _sidebar(title: Title, catalogue: Catalogue) -> str:
    return f"""<div style="text-align: center;">
<a href="{markup.title_url(title)}/pics">
<img class="lazyload" data-src="{markup.poster_url(title)}" alt="{escape(title.title)}" \
class="ac" itemprop="image">
</a></div>
{_alternative_titles(title)}
<h2>Information</h2>
{_information(title, catalogue)}
<br />
<h2>Statistics</h2>
{_statistics(title)}
<br />"""


def _alternative_titles(title: Title) -> str:
    shown = fact("Synonyms", escape(", ".join(title.synonyms))) if title.synonyms else ""
    if title.title_japanese:
        shown += fact("Japanese", escape(title.title_japanese))
    if title.title_english:
        hidden = fact("English", escape(title.title_english))
        shown += f'<div class="js-alternative-titles hide">{hidden}</div>'
    return f"<h2>Alternative Titles</h2>{shown}<br />" if shown else ""


def _information(title: Title, catalogue: Catalogue) -> str:
    form = f"{SITE}/dbchanges.php?aid={title.anime_id}&amp;t=producers"
    none = f'None found, <a href="{form}">add some</a>'
    facts = [
        fact("Type", f'<a href="{SITE}/topanime.php?type={title.type.lower()}">{title.type}</a>'),
        fact("Episodes", str(title.episodes or "Unknown")),
        fact("Status", title.status),
        fact("Aired", markup.aired(title)),
    ]
    if title.type == "TV":
        facts += [
            fact("Premiered", _season(title)),
            fact("Broadcast", title.broadcast or "Unknown"),
        ]
    for label, names in (("Producers", title.producers), ("Licensors", title.licensors),
                         ("Studios", title.studios)):  # fmt: skip
        facts.append(fact(label, markup.company_links(names, catalogue) or none))
    facts.append(fact("Source", escape(title.source)))
    for label, names in (("Genre", title.genres), ("Theme", title.themes),
                         ("Demographic", title.demographics)):  # fmt: skip
        if names:
            facts.append(fact(label + "s" * (len(names) > 1), markup.genre_links(names)))
    facts.append(fact("Duration", markup.duration(title)))
    facts.append(fact("Rating", escape(title.rating or "None")))
    return "\n".join(facts)


def _season(title: Title) -> str:
    if not title.season:
        return "?"
    name, year = title.season.lower().split()
    return f'<a href="{SITE}/anime/season/{year}/{name}">{title.season}</a>'


def _statistics(title: Title) -> str:
    rank = f"#{title.rank}" if title.rank else "N/A"
    return f"""<div itemprop="aggregateRating" itemscope \
itemtype="http://schema.org/AggregateRating" class="spaceit_pad po-r js-statistics-info di-ib" \
data-id="info1">
  <span class="dark_text">Score:</span>
  {_score(title)}
  <div class="statistics-info info1"><small><sup>1</sup>
    indicates a <a href="javascript:void(0);">weighted score</a>.</small></div>
</div>
<div class="spaceit_pad po-r js-statistics-info di-ib" data-id="info2">
  <span class="dark_text">Ranked:</span>
  {rank}<sup>2</sup>
  <div class="statistics-info info2"><small><sup>2</sup>
    based on the <a href="/topanime.php">top anime</a> page. Please note that 'Not yet aired' and \
'R18+' titles are excluded.</small></div>
</div>
{fact("Popularity", f"#{title.popularity}")}
{fact("Members", f"{title.members:,}")}
{fact("Favorites", f"{title.favorites:,}")}"""


def _score(title: Title) -> str:
    if title.score is None:
        return '<span class="score-label score-na">N/A</span><sup>1</sup> (scored by - users)'
    count = title.scored_by or 0
    return (
        f'<span itemprop="ratingValue" class="score-label score-{int(title.score)}">'
        f"{title.score:.2f}</span><sup>1</sup> (scored by "
        f'<span itemprop="ratingCount" style="display: none">{count}</span>{count:,} users)'
        '<meta itemprop="bestRating" content="10"><meta itemprop="worstRating" content="1">'
    )


def _main(title: Title, catalogue: Catalogue) -> str:
    return f"""<table border="0" cellspacing="0" cellpadding="0" width="100%"><tr>
<td valign="top" class="pb24">{_figures(title)}
<div><h2 id="synopsis">Synopsis</h2></div>\
<p itemprop="description">{_paragraphs(title.synopsis)}</p>
<div style="margin-top: 15px;"><h2>Background</h2></div>No background information has been added \
to this title. Help improve our database by adding background information \
<a href="/dbchanges.php?aid={title.anime_id}&amp;t=background">here</a>.<br></td></tr>
<tr><td class="pb24">{title_sections.related(title, catalogue)}</td></tr></table>
{title_sections.songs(title)}
{title_sections.reviews(title, catalogue)}
{title_sections.recommendations(title, catalogue)}"""


def _figures(title: Title) -> str:
    """The block over the synopsis that repeats score, rank, popularity and members."""
    label = f"{title.score:.2f}" if title.score is not None else "N/A"
    level = int(title.score) if title.score is not None else "na"
    rank = f"#{title.rank}" if title.rank else "N/A"
    facts = {"Ranked": rank, "Popularity": f"#{title.popularity}", "Members": f"{title.members:,}"}
    numbers = "".join(
        f'<span class="numbers {name.lower()}">{name} <strong>{value}</strong></span>'
        for name, value in facts.items()
    )
    return f"""<div class="anime-detail-header-stats di-tc va-t">
<div class="stats-block po-r clearfix"><div class="fl-l score" data-title="score" \
data-user="{title.scored_by or 0:,} users"><div class="score-label score-{level}">{label}</div>\
</div><div class="di-ib ml12 pl20 pt8">{numbers}</div></div></div>"""


def _paragraphs(text: str) -> str:
    return escape(text).replace("\n", "<br />\n")


def fact(label: str, value: str) -> str:
    """One line of the sidebar; `value` is HTML."""
    return (
        f'<div class="spaceit_pad">\n  <span class="dark_text">{label}:</span>\n  {value}\n  </div>'
    )
