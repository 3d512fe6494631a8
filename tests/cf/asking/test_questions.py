import numpy as np
import pytest
from scipy import sparse

from cf.asking.audience import Audience, NoSuchMember
from cf.asking.questions import (
    by_score,
    by_similar_members,
    favourites,
    label_counts,
    similar_members,
    similar_titles,
)
from cf.asking.titles import Titles
from cf.models.ease import Ease
from store import IdMap

# ann and bob like titles 0-2, cid likes 3 and 4; a negative row does not exist.
SCORES = [[9, 8, 0, 0, 0], [10, 9, 9, 0, 2], [0, 3, 0, 9, 9]]
DOCUMENTS = [
    {"title": "Moon Harbour", "genres": ["Drama", "Mystery"], "source": "Manga"},
    {"title": "Iron Pilgrim", "genres": ["Drama"], "source": "Original"},
    {"title": "Tea at Noon", "genres": ["Comedy"], "source": "Manga"},
    {"title": "Paper Tigers", "genres": ["Sports"], "source": "Manga"},
    {"title": "Night Relay", "genres": ["Sports"]},
]


@pytest.fixture
def audience():
    scores = sparse.csr_matrix(np.array(SCORES, dtype=np.int8))
    items = np.array([[1, 0], [1, 0.1], [1, 0.3], [0, 1], [0.1, 1]], dtype=np.float32)
    users = np.array([[1, 0], [1, 0.2], [0, 1]], dtype=np.float32)
    return Audience(
        Titles(np.array([10, 20, 30, 40, 50]), DOCUMENTS),
        IdMap(["ann", "bob", "cid"]), scores, items, users,
        Ease(regularization=1.0).fit(scores),
    )  # fmt: skip


def test_similar_titles_by_cosine(audience):
    found = similar_titles(audience, 0, 2)
    assert found.rows.tolist() == [1, 2]
    assert found.scores[0] == pytest.approx(1 / 1.01**0.5, abs=1e-6)


def test_similar_titles_by_what_ease_says(audience):
    found = similar_titles(audience, 3, 1, by="weight")
    assert found.rows.tolist() == [4]


def test_filters_hold(audience):
    sports = audience.titles.allowed(["sports"], [])
    assert similar_titles(audience, 0, 5, sports).rows.tolist() == [4, 3]


def test_similar_members_come_without_the_member(audience):
    assert similar_members(audience, 0, 5).rows.tolist() == [1, 2]


def test_favourites_are_of_the_own_upper_fifth(audience):
    assert favourites(audience, 1).tolist() == [0]  # the 80th percentile of 2, 9, 9, 10 is 9.4
    assert favourites(audience, 1, 50).tolist() == [0, 1, 2]
    assert favourites(audience, 2).tolist() == [3, 4]


def test_seen_titles_are_not_recommended(audience):
    assert by_score(audience, 1, 5).rows.tolist() == [3]
    assert by_similar_members(audience, 0, 5).rows.tolist() == [3, 4]
    assert by_similar_members(audience, 0, 5).scores.tolist() == [1.0, 1.0]


def test_nothing_fits_is_an_empty_answer(audience):
    none = np.zeros(5, dtype=bool)
    assert by_score(audience, 0, 5, none).rows.tolist() == []


def test_labels_are_counted(audience):
    assert label_counts(audience, np.array([0, 1, 4]), "genres") == {
        "Drama": 2, "Mystery": 1, "Sports": 1,
    }  # fmt: skip
    assert label_counts(audience, np.array([0, 4]), "source") == {"Manga": 1}


def test_a_member_nobody_knows(audience):
    assert audience.member("cid") == 2
    with pytest.raises(NoSuchMember, match="'dot'"):
        audience.member("dot")
