"""Cut, reordered and mutated pages: a result of the right types, or an error of our own tree."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler import errors, pages

FIXTURES = Path(__file__).parents[1] / "fixtures"
URL = "https://myanimelist.net/anime/70001/x"
FIXTURES_OF = {
    pages.AnimePage: ("tv_2013", "tv_2025", "movie_2020"),
    pages.CharactersPage: ("characters_2017", "characters_2026"),
    pages.ClubMembersPage: ("club_2026",),
    pages.ClubsPage: ("clubs_2021",),
    pages.EpisodesPage: ("episodes_2018",),
    pages.GenrePage: ("genre_2026",),
    pages.ListPage: ("list_modern_2021", "list_classic_2021"),
    pages.PicturesPage: ("pics_2021",),
    pages.ProfilePage: ("profile_2026",),
    pages.RecommendationsPage: ("userrecs_2024",),
    pages.ReviewsPage: ("reviews_2021", "reviews_2024"),
    pages.SearchPage: ("search_2022",),
    pages.SeasonPage: ("season_2018",),
    pages.StatsPage: ("stats_2026",),
    pages.TopPage: ("top_2013", "top_2025"),
    pages.UsersPage: ("users_2021",),
}
CASES = [
    (page, (FIXTURES / name / "page.html").read_text(encoding="utf-8"))
    for page, names in FIXTURES_OF.items()
    for name in names
]
JUNK = [
    "<div>", "</td>", "</tr>", "<table>", "<tr><td>", "<!--", "\0", "]]>", "9" * 40, "&#0;", "%00",
    "<a href='/anime/0'>", "<a href='/profile/'>", "<h2>Related Anime</h2>", "\ud7ff", "١٢",
    "<span class='dark_text'>Score:</span>", "<template>", "<noscript>", "<select>", "<textarea>",
    "<svg><title>", "<frameset>", "<plaintext>", "<script>", "<table><a>", "<b><p></b>",
]  # fmt: skip


def test_every_page_class_is_here():
    named = {getattr(pages, name) for name in pages.__all__}
    json_answers = {pages.UserListPage, pages.ApiAnime, pages.ApiRanking, pages.ApiUserList}
    assert named - json_answers == set(FIXTURES_OF)


@settings(max_examples=250, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(
    case=st.sampled_from(CASES),
    cuts=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 500)), max_size=5),
    junk=st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(JUNK) | st.text(max_size=12)), max_size=6
    ),
    turn=st.floats(0, 1),
)
def test_mutated_pages(case, cuts, junk, turn):
    page, text = case
    for where, length in cuts:
        start = int(where * len(text))
        text = text[:start] + text[start + length :]
    for where, inserted in junk:
        start = int(where * len(text))
        text = text[:start] + inserted + text[start:]
    if turn > 0.8:  # the second part before the first
        middle = int((turn - 0.8) * 5 * len(text))
        text = text[middle:] + text[:middle]
    problem = None
    try:
        read_all(page(text + "</html>", URL))
    except errors.PageError as error:
        problem = str(error)
    assert problem is None or problem.startswith(URL)


def read_all(page) -> None:
    """Read every property and document; all of it must be plain data with known numbers."""
    for name in sorted(dir(type(page))):
        kind = getattr(type(page), name)
        if not name.startswith("_") and isinstance(kind, property | cached_property):
            value = getattr(page, name)
            if name not in {"facts", "headings"}:
                json.dumps(_checked(value))
    if hasattr(page, "document"):
        json.dumps(_checked(page.document()))
    if isinstance(page, pages.AnimePage):
        json.dumps(_checked(page.reviews()))


def _checked(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"_id", "anime_id", "character_id", "person_id"}:
                assert isinstance(inner, int | str)
                assert inner
            _checked(inner)
    elif isinstance(value, list):
        for inner in value:
            _checked(inner)
    else:
        assert value is None or isinstance(value, bool | int | float | str), value
        assert not isinstance(value, int) or -1 < value < 2**63
    return value
