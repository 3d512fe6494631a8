from __future__ import annotations

import numpy as np
import pytest

from nlp import genres

DOCUMENTS = [
    {"genres": ["Action", "Drama"], "themes": ["School"]},
    {"genres": ["Action", "Drama"], "demographics": ["Shounen"]},
    {"genres": ["Action"], "themes": ["School"]},
    {"genres": ["Action", "Drama"], "themes": ["School"]},
    {"genres": ["Comedy"]},
    {"genres": ["Drama"]},
    {"genres": None},
]
NAN = float("nan")
SCORE = np.array([9.0, 7.5, 8.0, 7.0, 9.9, NAN, 9.0])
AIRED = np.array([2000, 2001, 2010, 1990, 2020, 2022, 2020.0])
MEMBERS = np.array([1e6, 1e3, 1e6, 10, 10, 10, NAN])


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        # Three tags in common, then two, then one; 1 and 2 both share two.
        ("rated", [3, 2, 1, 5]),
        ("newest", [3, 2, 1, 5]),
        ("gems", [3, 1, 2, 5]),
    ],
)
def test_most_in_common_then_the_order(order, expected):
    tags, names = genres.tag_table(DOCUMENTS)
    assert names == ["Action", "Comedy", "Drama", "School", "Shounen"]
    found = genres.overlap_order(tags, 0, order, score=SCORE, aired=AIRED, members=MEMBERS)
    assert found.tolist() == expected


def test_what_is_unknown_comes_last_of_its_equals():
    tags = np.ones((4, 1), dtype=np.float32)
    score = np.array([5.0, NAN, 6.0, NAN])
    found = genres.overlap_order(
        tags, 0, "rated", score=score, aired=score, members=np.array([1.0, 5.0, 1.0, 9.0])
    )
    assert found.tolist() == [2, 3, 1]


def test_no_tags_no_neighbours_and_no_such_order():
    tags, names = genres.tag_table([])
    assert tags.shape == (0, 0)
    assert names == []
    tags, _ = genres.tag_table(DOCUMENTS)
    known = {"score": SCORE, "aired": AIRED, "members": MEMBERS}
    assert genres.overlap_order(tags, 6, "rated", **known).tolist() == []
    with pytest.raises(ValueError, match="one of rated, newest, gems"):
        genres.overlap_order(tags, 0, "best", **known)
