from __future__ import annotations

import math

import numpy as np
import pytest

import store
from nlp import evaluate
from nlp.errors import NlpError, NotBuilt


def _publish(db, kind, ids, vectors):
    made = store.VectorSet(kind, np.array(ids), np.array(vectors, dtype=np.float32), model="m")
    store.vectors.publish(db, made)


def _title(id_, synopsis, **fields):
    return {"_id": id_, "title": f"T{id_}", "synopsis": synopsis, "genres": ["A"], **fields}


@pytest.fixture
def bench_db(mock_db):
    """Four titles on a line; 10 and 20 are of one franchise; people say 10 -> 20, 10 -> 30."""
    recommended = [{"anime_id": 20, "votes": 9}, {"anime_id": 30, "votes": 3}]
    store.anime.upsert(
        mock_db,
        [
            _title(10, "a red fox", recommendations=recommended, franchise_id=10, members=5),
            _title(20, "a red fox again", franchise_id=10, members=9),
            _title(30, "one fox", recommendations=[{"anime_id": 10, "votes": 5}], score=8.0),
            _title(40, "two boats", recommendations=[{"anime_id": 77, "votes": 1}], score=9.0),
        ],
    )
    _publish(mock_db, "story", [10, 20, 30, 40], [[1, 0], [1, 0], [0.9, 0.1], [0, 1]])
    _publish(mock_db, "topics", [10, 30], [[1, 0], [0, 1]])
    return mock_db


def test_own_lists_and_both_ways_without_the_franchise(bench_db):
    bench = evaluate.read_bench(bench_db)
    assert bench.ids.tolist() == [10, 20, 30, 40]
    assert [truth.gains for truth in bench.truths] == [
        {0: {2: 3.0}, 2: {0: 5.0}},
        {0: {2: 5.0}, 2: {0: 5.0}},
    ]


def test_a_method_is_measured_by_hand(bench_db):
    bench = evaluate.read_bench(bench_db)
    scores = np.array([0.0, 3.0, 1.0, 2.0])
    line = evaluate.measure(bench, bench.truths[1], "by hand", lambda rows: scores[None][[0] * 2])
    # Query 10: 20 is of its franchise, so 40 then 30: the hit stands second, 1 / log2(3).
    # Query 30: 20, 40, 10: the hit stands third, 1 / log2(4).
    assert line.ndcg == pytest.approx([1 / math.log2(3), 0.5])
    assert line.recall.tolist() == [1.0, 1.0]


def test_the_report_names_every_method(bench_db, tmp_path):
    (tmp_path / "pairs.csv").write_text("anime_id,other_id,votes\n10,40,1\n")
    lines = list(evaluate.report(bench_db, seed=1, pairs=tmp_path / "pairs.csv"))
    told = "\n".join(lines)
    for name in ("story", "topics", "TF-IDF cosine", "Jaccard", "popularity", "random"):
        assert name in told
    assert "recommended on the title's own page: 2 titles ask, 4 may answer" in told
    assert "pairs of pairs.csv: 2 titles ask" in told
    assert next(line for line in lines if line.startswith("story")).split()[1] == "1.0000"
    assert "synopsis of 0 to 140 characters: 1.0000 (2 titles)" in told
    assert lines[-1].startswith("topics: 2 (m) of mean coherence (NPMI) not measured; share of")


def test_reviews_are_measured_among_titles_that_have_them(bench_db):
    _publish(bench_db, "reviews", [10, 30, 40], [[1, 0], [0, 1], [1, 0.1]])
    told = "\n".join(evaluate.report(bench_db, seed=1))
    assert "of 3 titles with reviews, recommended on the title's own page: 2 titles ask" in told
    line = told.split("of 3 titles with reviews, recommended")[1].split("reviews  ")[1]
    # 10 finds 40 before 30, and 30 finds 40 before 10: both hits stand second.
    assert float(line.split()[0]) == pytest.approx(1 / math.log2(3), abs=1e-4)


def test_genre_overlap_by_hand(bench_db):
    bench = evaluate.read_bench(bench_db)
    methods = evaluate.scorers(bench_db, bench, seed=1)
    # All share their one genre: of 0, 0, 8 and 9 points the ratings decide.
    best = methods["genre overlap, best rated"](np.array([0]))[0]
    assert best == pytest.approx([1, 1, 1 + 8 / 11, 1 + 9 / 11])
    assert methods["genre overlap (Jaccard)"](np.array([0]))[0].tolist() == [1, 1, 1, 1]


def test_intervals():
    values = np.array([0.0, 1.0] * 50)
    low, high = evaluate.interval(values, seed=1)
    assert 0.3 < low < 0.5 < high < 0.7
    assert evaluate.interval(values, seed=1) == (low, high)
    assert evaluate.interval(np.array([0.25]), seed=1) == (0.25, 0.25)
    assert evaluate.interval(np.array([]), seed=1) == (0.0, 0.0)


def test_what_is_missing_is_said(mock_db):
    with pytest.raises(NotBuilt, match="run python -m nlp"):
        evaluate.read_bench(mock_db)
    store.anime.upsert(mock_db, [_title(10, "a fox"), _title(20, "a boat")])
    _publish(mock_db, "story", [10, 20], [[1, 0], [0, 1]])
    with pytest.raises(NlpError, match="no recommendation joins"):
        evaluate.read_bench(mock_db)
