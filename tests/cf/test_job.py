from datetime import UTC, datetime

import numpy as np
import pytest

from cf import job, models
from cf.errors import TooFewRatings, UnknownModel
from cf.rules import Rules
from store import anime, users, vectors

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SMALL = {"components": {"als": {"n_factors": 4, "iterations": 2}}}


ROWS = [{"anime_id": 1, "score": 7, "status": 2, "episodes": 1}]


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


def test_without_embeddings_there_is_nothing_to_publish(lists):
    with pytest.raises(UnknownModel, match=r"no als, .* weights\.als=0\.001"):
        job.run(lists, Rules(), {"weights": {"als": 0.0}}, str, force=False)


def test_a_weight_that_is_given_leaves_the_others(lists):
    settings = {**SMALL, "weights": {"als": 0.3}}
    job.run(lists, Rules(), settings, str, force=False)
    info = vectors.current_sets(lists)["audience"]
    told = vectors.load_model(lists, info)[1]["settings"]["weights"]
    assert told == {"ease": 1.0, "als": 0.3}


def test_nothing_to_learn_from_is_said(mock_db):
    with pytest.raises(TooFewRatings, match="no member's list is stored yet: run scrapy crawl mal"):
        job.run(mock_db, Rules(), SMALL, str, force=False)
    users.upsert(mock_db, [{"_id": "one", "list": ROWS, "crawled_at": NOW}])
    with pytest.raises(TooFewRatings, match=r"1 list rows .* at least 5 a member"):
        job.run(mock_db, Rules(), SMALL, str, force=False)
    assert vectors.current_sets(mock_db) == {}


def test_the_set_carries_the_model_that_answers_a_visitor(lists):
    job.run(lists, Rules(), SMALL, str, force=True)
    info = vectors.current_sets(lists)["audience"]
    arrays, facts = vectors.load_model(lists, info)
    model = models.restored(facts, arrays)
    rated, scores = np.array([2, 5]), np.array([9, 4])
    told = model.explain(rated, scores, np.arange(20))
    found = model.fold_in(rated, scores)
    np.testing.assert_allclose(
        told.base + told.contributions.sum(axis=1), found, rtol=1e-4, atol=1e-5
    )
    factors = vectors.load(lists, info).vectors
    np.testing.assert_array_equal(factors, model.models["als"].array("item_factors"))


def test_a_new_fact_of_a_title_is_a_change(lists):
    anime.upsert(lists, [{"_id": 100, "title": "One", "genres": ["Drama"], "crawled_at": NOW}])
    job.run(lists, Rules(), SMALL, str, force=False)
    said = []
    anime.upsert(lists, [{"_id": 100, "title": "One", "genres": ["Comedy"], "crawled_at": NOW}])
    job.run(lists, Rules(), SMALL, said.append, force=False)
    assert said == ["audience: 20 rows x 4", "taste: 30 rows x 4"]
