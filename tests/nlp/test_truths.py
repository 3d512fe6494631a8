from __future__ import annotations

import numpy as np
import pytest

import store
from nlp import truths
from nlp.errors import NlpError

IDS = np.array([10, 20, 30, 40])
GROUPS = np.array([0, 0, 2, 3])
DOCUMENTS = [
    {"recommendations": [{"anime_id": 20, "votes": 9}, {"anime_id": 30, "votes": 3}]},
    {},
    {"recommendations": [{"anime_id": 10, "votes": 5}, {"anime_id": 77, "votes": 2}]},
    {"recommendations": None},
]


def test_own_lists_ask_and_a_franchise_never_answers():
    truth = truths.own_lists(IDS, DOCUMENTS, GROUPS)
    assert truth.gains == {0: {2: 3.0}, 2: {0: 5.0}}
    assert truth.candidates.all()


def test_both_ways_takes_the_higher_count():
    lists = [{"recommendations": [{"anime_id": 40, "votes": 2}]}, {}, {}, {}]
    assert truths.both_ways(IDS, lists, GROUPS).gains == {0: {3: 2.0}, 3: {0: 2.0}}
    assert truths.both_ways(IDS, DOCUMENTS, GROUPS).gains == {0: {2: 5.0}, 2: {0: 5.0}}


def test_pairs_of_a_file(tmp_path):
    file = tmp_path / "pairs.csv"
    file.write_text("anime_id,other_id,votes\n10,40,2\n10,99,1\n10,20,8\n")
    truth = truths.from_file(file, IDS, GROUPS)
    assert truth.name == "pairs of pairs.csv"
    assert truth.gains == {0: {3: 2.0}, 3: {0: 2.0}}


@pytest.mark.parametrize(
    "text", ["anime_id,votes\n1,2\n", "anime_id,other_id,votes\n1,x,2\n", None]
)
def test_a_file_that_is_no_table_of_pairs(tmp_path, text):
    file = tmp_path / "pairs.csv"
    if text is not None:
        file.write_text(text)
    with pytest.raises(NlpError, match="anime_id, other_id, votes"):
        truths.from_file(file, IDS, GROUPS)


def test_titles_that_begin_alike_are_one_franchise():
    titles = ["Lanterns", "Lanterns: Second", "Moon Harbour", "Moon Harbour R2", "Moon", "A B"]
    documents = [{"title": title} for title in titles]
    documents[5]["franchise_id"] = 5
    found = truths.groups_of(documents, np.array([1, 2, 3, 4, 5, 6]))
    assert found.tolist() == [0, 0, 2, 2, 4, 4]


def test_an_audience_is_shared_beyond_fame(mock_db):
    """Titles 10 and 20 share 40 of their admirers; 30 is liked by everybody, 40 by few."""
    rows = []
    for n in range(200):
        liked = [30] + ([10, 20] if n < 40 else []) + ([50] if 40 <= n < 90 else [])
        rows.append(
            {
                "_id": f"m{n:03}",
                "list": [{"anime_id": i, "score": 9, "status": 2, "episodes": 1} for i in liked]
                + [{"anime_id": 40, "score": 7, "status": 2, "episodes": 1}],
            }
        )
    store.users.upsert(mock_db, rows)
    ids = np.array([10, 20, 30, 40, 50])
    truth = truths.shared_audience(ids, store.users.interactions(mock_db), np.arange(5))
    # 40 has scores under each member's mean: nobody likes it.
    assert truth.candidates.tolist() == [True, True, True, False, True]
    assert max(truth.gains[0], key=truth.gains[0].get) == 1
    assert 4 not in truth.gains[0]
    same = truths.shared_audience(ids, store.users.interactions(mock_db), np.array([0, 0, 2, 3, 4]))
    assert 1 not in same.gains.get(0, {})


def test_some_titles_alone():
    truth = truths.Truth(
        "t", {0: {1: 1.0, 2: 2.0}, 1: {0: 1.0}, 2: {1: 3.0}}, np.ones(3, dtype=np.bool_)
    )
    found = truths.among(truth, np.array([True, False, True]))
    assert found.gains == {0: {2: 2.0}}
    assert found.candidates.tolist() == [True, False, True]
