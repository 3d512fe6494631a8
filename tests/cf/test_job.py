from datetime import UTC, datetime

import numpy as np
import pytest

from cf import job
from cf.errors import TooFewRatings
from cf.interactions import Rules
from store import users, vectors

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SMALL = {"n_factors": 4, "iterations": 2, "seed": 1}


@pytest.fixture
def lists(mock_db, rng):
    """Thirty members with ten of twenty titles each."""
    members = []
    for number in range(30):
        titles = rng.choice(20, 10, replace=False).tolist()
        entries = [{"anime_id": 100 + t, "score": 5 + t % 5, "status": 2} for t in titles]
        members.append({"_id": f"member_{number:02d}", "list": entries, "crawled_at": NOW})
    users.upsert(mock_db, members)
    return mock_db


def test_two_sets_come_out_and_ids_name_their_rows(lists):
    said = []
    job.run(lists, Rules(), SMALL, said.append, force=False)
    assert said == ["audience: 20 rows x 4", "taste: 30 rows x 4"]
    current = vectors.current_sets(lists)
    audience = vectors.load(lists, current["audience"])
    assert audience.ids.tolist() == list(range(100, 120))
    assert audience.parameters["n_items"] == 20
    assert vectors.load(lists, current["taste"]).ids[0] == "member_00"
    assert current["audience"].metrics == {"n_ratings": 300}


def test_a_second_run_does_nothing_until_a_list_changes(lists):
    said = []
    job.run(lists, Rules(), SMALL, said.append, force=False)
    before = vectors.current_sets(lists)["audience"].set_id
    job.run(lists, Rules(), SMALL, said.append, force=False)
    assert said[2:] == ["audience: nothing changed (20 rows)", "taste: nothing changed (30 rows)"]
    assert vectors.current_sets(lists)["audience"].set_id == before
    users.upsert(lists, [{"_id": "member_00", "list": [], "crawled_at": NOW}])
    job.run(lists, Rules(), SMALL, said.append, force=False)
    assert vectors.current_sets(lists)["audience"].set_id != before


def test_force_gives_the_same_digits(lists):
    job.run(lists, Rules(), SMALL, str, force=True)
    first = vectors.load(lists, vectors.current_sets(lists)["audience"]).vectors
    job.run(lists, Rules(), SMALL, str, force=True)
    again = vectors.load(lists, vectors.current_sets(lists)["audience"]).vectors
    np.testing.assert_array_equal(first, again)


def test_nothing_to_learn_from_is_said(mock_db):
    with pytest.raises(TooFewRatings, match=r"0 list rows .* scrapy crawl mal -a users=N"):
        job.run(mock_db, Rules(), SMALL, str, force=False)
    assert vectors.current_sets(mock_db) == {}
