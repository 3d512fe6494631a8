import json

import pytest

from sample import catalogue
from sample.catalogue import CatalogueError

BACK = {"Sequel": "Prequel", "Prequel": "Sequel"}


def test_there_are_240_titles_and_reviews_for_a_third(titles):
    assert len(titles.titles) == 240
    assert len(titles.reviews) >= 80
    assert sum(len(written) for written in titles.reviews.values()) >= 110


def test_relations_point_back(titles):
    linked = {(t.anime_id, link.anime_id) for t in titles.titles.values() for link in t.related}
    assert linked
    assert {(b, a) for a, b in linked} == linked
    assert all(a != b for a, b in linked)


def test_sequels_have_prequels(titles):
    for title in titles.titles.values():
        for link in title.related:
            if link.relation in BACK:
                other = titles.titles[link.anime_id]
                back = {r.relation for r in other.related if r.anime_id == title.anime_id}
                assert back == {BACK[link.relation]}


def test_synopses_have_40_to_80_words(titles):
    lengths = {t.title: len(t.synopsis.split()) for t in titles.titles.values()}
    assert {title: n for title, n in lengths.items() if not 40 <= n <= 80} == {}
    assert len({t.synopsis for t in titles.titles.values()}) == len(lengths)


def test_rank_follows_score_and_popularity_follows_members(titles):
    scores = [title.score for title in titles.ranked]
    assert scores == sorted(scores, reverse=True)
    assert [title.rank for title in titles.ranked] == list(range(1, len(scores) + 1))
    by_place = sorted(titles.titles.values(), key=lambda title: title.popularity)
    assert [t.members for t in by_place] == sorted((t.members for t in by_place), reverse=True)


def test_unknown_is_none_never_zero_or_a_word(titles):
    for title in titles.titles.values():
        for value in (title.episodes, title.minutes, title.title_english, title.season):
            assert value not in {0, "", "?", "N/A", "Unknown"}
        assert title.score is None or 1 <= title.score <= 10
        assert title.score_votes is None or len(title.score_votes) == 10


def test_franchises_are_what_relations_connect(titles):
    heads = titles.franchise_of
    for title in titles.titles.values():
        assert heads[title.anime_id] <= title.anime_id
        assert {heads[link.anime_id] for link in title.related} <= {heads[title.anime_id]}


def test_reviews_fit_their_verdicts(titles):
    for written in titles.reviews.values():
        assert [r.date for r in written] == sorted((r.date for r in written), reverse=True)
        for review in written:
            assert 1 <= review.score <= 10
            assert (review.verdict == "recommended") <= (review.score >= 6)
            assert (review.verdict == "not-recommended") <= (review.score <= 5)


def _write(folder, *rows, reviews=()):
    for name, lines in (("titles", rows), ("reviews", reviews)):
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def row():
    lines = (catalogue.DATA_DIR / "titles.jsonl").read_text(encoding="utf-8").splitlines()
    return json.loads(lines[0]) | {"related": [], "recommendations": []}


def test_one_line_is_a_catalogue(tmp_path, row):
    found = catalogue.load(_write(tmp_path, row))
    assert list(found.titles) == [row["anime_id"]]
    assert found.titles[row["anime_id"]].rank == 1


def test_an_error_names_file_line_and_rule(tmp_path, row):
    with pytest.raises(CatalogueError, match=r"titles.jsonl:2: not JSON"):
        catalogue.load(_write(tmp_path, row, "{cut"))
    with pytest.raises(CatalogueError, match=r"titles.jsonl:2: anime_id .* twice"):
        catalogue.load(_write(tmp_path, row, row))
    with pytest.raises(CatalogueError, match=r"titles.jsonl:1: no value for title;"):
        catalogue.load(_write(tmp_path, row | {"title": None}))
    with pytest.raises(CatalogueError, match=r"no value for synopsis"):
        catalogue.load(_write(tmp_path, {k: v for k, v in row.items() if k != "synopsis"}))


def test_links_must_lead_somewhere(tmp_path, row):
    lost = row | {"related": [{"relation": "Sequel", "anime_id": 999}]}
    with pytest.raises(CatalogueError, match="points at 999"):
        catalogue.load(_write(tmp_path, lost))
    review = {"review_id": 1, "anime_id": 999, "user": "a_b", "score": 5, "date": "2020-01-01"}
    review |= {"verdict": "recommended", "text": "Good."}
    with pytest.raises(CatalogueError, match=r"reviews.jsonl:1: review of 999"):
        catalogue.load(_write(tmp_path, row, reviews=[review]))
    review |= {"anime_id": row["anime_id"], "verdict": "superb"}
    with pytest.raises(CatalogueError, match="verdict 'superb'"):
        catalogue.load(_write(tmp_path, row, reviews=[review]))
