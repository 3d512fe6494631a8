"""What the site asks: a visitor who is a list of ratings."""

import subprocess
import sys
from datetime import UTC, datetime

import numpy as np
import pytest

from cf import job, models
from cf.asking import visitors
from cf.asking.visitors import Twin
from cf.models.ease import Ease
from cf.rules import Rules
from store import users, vectors

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SMALL = {"components": {"als": {"n_factors": 4, "iterations": 2}}}
DOCUMENTS = {
    10: {"genres": ["Drama", "Mystery"], "source": "Manga"},
    20: {"genres": ["Drama"], "source": "Original"},
    30: {"genres": ["Comedy"]},
}


@pytest.fixture
def learned(mock_db, checkerboard):
    """Even members scored even titles, odd ones odd titles."""
    members = [
        {
            "_id": f"member_{user:02d}",
            "list": [
                {"anime_id": 100 + item, "score": 5 + item % 6, "status": 2, "episodes": 1}
                for item in row.indices.tolist()
            ],
            "crawled_at": NOW,
        }
        for user, row in enumerate(checkerboard)
    ]
    users.upsert(mock_db, members)
    job.run(mock_db, Rules(), SMALL, str, force=True)
    return mock_db


def test_twins_of_a_visitor_love_what_the_visitor_has_not_seen(learned):
    arrays, facts = vectors.load_model(learned, vectors.current_sets(learned)["audience"])
    solve = visitors.solver(models.restored(facts, arrays))
    rated = np.array([0, 2, 4, 6])
    vector = solve.vector(rated, np.array([5, 7, 9, 5]))
    near = visitors.twins(learned, visitors.load_members(learned), vector, {104}, k=5)
    assert len(near) == 5
    assert all(int(twin.name[-2:]) % 2 == 0 for twin in near)
    assert [twin.cosine for twin in near] == sorted((t.cosine for t in near), reverse=True)
    assert all(id_ % 2 == 0 for twin in near for id_ in twin.favourites)
    assert not any(104 in twin.favourites for twin in near)
    assert near[0].favourites


def test_suggestions_are_counted_and_nearer_members_break_ties():
    near = [Twin("a", 0.9, (1, 2)), Twin("b", 0.5, (2, 3)), Twin("c", 0.1, (4,))]
    told = visitors.loved_by(near, 3)
    assert [(each.anime_id, each.n_twins) for each in told] == [(2, 2), (1, 1), (3, 1)]


def test_preferences_are_of_the_own_upper_fifth():
    told = visitors.preferences([10, 20, 30, 40, 50], [9, 9, 3, 0, 4], DOCUMENTS)
    assert told.favourites.tolist() == [10, 20]
    assert told.labels["genres"] == {"Drama": 2, "Mystery": 1}
    assert told.labels["source"] == {"Manga": 1, "Original": 1}
    assert visitors.preferences([], [], DOCUMENTS).labels["genres"] == {}


def test_before_the_first_set_there_are_no_members(mock_db):
    assert visitors.load_members(mock_db) is None


def test_a_model_without_members_factors_solves_nobody(checkerboard):
    assert visitors.solver(Ease().fit(checkerboard)) is None


def test_no_tensorflow_is_needed():
    code = "import sys, cf.asking.visitors; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
