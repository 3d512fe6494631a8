"""Rows of lists and tabs as other titles show them; made-up."""

from __future__ import annotations

import pytest

from crawler import pages

URL = "https://myanimelist.net/anime/70001/x/tab"


def page(title: str, body: str) -> str:
    return f"<html><head><title>Kelp - {title}</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    ("numbers", "members", "score"),
    [
        ('<span class="js-members">30213</span><span class="js-score">7.51</span>', 30213, 7.51),
        (
            (
                '<div class="scormem"><span class="member">24,262</span>'
                '<span class="score">N/A</span>'
                "</div>"
            ),
            24262,
            None,
        ),
        (
            (
                '<div class="scormem"><div class="scormem-item score"><i></i>8.34</div>'
                '<div class="scormem-item member"><i></i>280K</div></div>'
            ),
            None,
            8.34,
        ),
        ("", None, None),
    ],
)
def test_cards(numbers, members, score):
    link = '<a class="link-title" href="/anime/70001/x">Kelp</a>'
    card = f'<div class="seasonal-anime js-seasonal-anime">{link}{numbers}</div>'
    (found,) = pages.SeasonPage(page("Anime", card), URL).cards
    assert (found["members"], found["score"]) == (members, score)


@pytest.mark.parametrize(
    ("information", "score", "expected"),
    [
        ("TV (28 eps)<br>Sep 2023 - Mar 2024<br>999,147 members", "9.31", (9.31, 999147)),
        ("Movie (1 eps)<br>Aug 2016<br>1,234 members", "N/A", (None, 1234)),
        ("Unknown (? eps)<br><br>0 members", "N/A", (None, 0)),
    ],
)
def test_top_rows(information, score, expected):
    row = (
        '<tr class="ranking-list"><td class="rank"><span class="lightLink">1</span></td><td>'
        '<h3 class="anime_ranking_h3"><a href="/anime/70001/x">Kelp</a></h3>'
        f'<div class="information">{information}</div></td>'
        f'<td class="score js-top-ranking-score-col"><span class="text">{score}</span></td></tr>'
    )
    (found,) = pages.TopPage(page("Top Anime", f"<table>{row}</table>"), URL).rows
    assert (found["score"], found["members"]) == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ("<td>TV</td><td>500</td><td>8.29</td>", ("TV", 500, 8.29)),
        ("<td> - </td><td>-</td><td>N/A</td>", (None, None, None)),
        ("<td>Music</td><td>1</td><td>N/A</td>", ("Music", 1, None)),
    ],
)
def test_search_rows(cells, expected):
    link = '<a class="hoverinfo_trigger fw-b" href="/anime/70001/x"><strong>Kelp</strong></a>'
    table = f"<table><tr><td>{link}</td>{cells}</tr></table>"
    (row,) = pages.SearchPage(page("Anime", table), URL).rows
    assert (row["type"], row["episodes"], row["score"]) == expected


@pytest.mark.parametrize(
    ("rows", "votes"),
    [
        ('<tr><td class="score-label">10</td><td><small>(1 vote)</small></td></tr>', {10: 1}),
        (
            (
                '<tr><td class="score-label score-9">9</td><td><span>3.1% <small>(2,301 votes)'
                '</small></span></td></tr><tr><td class="score-label">1</td><td><small>(5 votes)'
                "</small></td></tr>"
            ),
            {9: 2301, 1: 5},
        ),
        ("", {}),
    ],
)
def test_votes(rows, votes):
    shown = pages.StatsPage(page("Statistics", f'<table class="score-stats">{rows}</table>'), URL)
    expected = [votes.get(score, 0) for score in range(1, 11)]
    assert shown.score_votes == (expected if votes else None)


@pytest.mark.parametrize(
    ("more", "votes"),
    [
        ("", 1),
        (
            (
                '<a class="js-similar-recommendations-button">Read recommendations by '
                "<strong>1</strong>"
                " more user</a>"
            ),
            2,
        ),
        (
            (
                '<a class="js-similar-recommendations-button">Read recommendations by '
                "<strong>1,121</strong> more users</a>"
            ),
            1122,
        ),
    ],
)
def test_recommendations(more, votes):
    block = (
        '<table><tr><td><div class="picSurround"><a href="/anime/5/x"></a></div></td><td>'
        '<strong>Tide</strong><div class="borderClass"><div class="spaceit_pad '
        'detail-user-recs-text">Both are wet.</div><div class="spaceit_pad">Recommended by '
        f'<a href="/profile/ida">ida</a></div></div>{more}</td></tr></table>'
    )
    shown = pages.RecommendationsPage(page("Recommendations", block), URL)
    assert shown.recommendations == [{"anime_id": 5, "votes": votes, "text": "Both are wet."}]


def test_a_private_list_and_a_search_without_results_are_no_errors():
    said = '<div class="badresult">Access to this list has been restricted by the owner.</div>'
    assert pages.ListPage(page("Anime List", said), URL).is_private
    nothing = '<div class="badresult">No titles that matched your query were found.</div>'
    assert pages.SearchPage(page("Anime", nothing), URL).ids == []
