from __future__ import annotations

import numpy as np
import pytest

from nlp import facets

PAGES = [
    {"genres": ["Action"], "themes": ["School"], "rating": "PG-13", "source": "Manga",
     "episodes": 12, "minutes": 24},
    {"genres": ["Action"], "demographics": ["Shounen"], "source": "Original", "episodes": 1,
     "minutes": 24 * 12},
    {"genres": None, "rating": None, "episodes": None, "minutes": 24},
]  # fmt: skip
WORDS = np.array([100, 100, 3])


def test_a_rare_tag_tells_more():
    space = facets.fit(PAGES)
    assert space.tags == ["Action", "School", "Shounen"]
    # ln(4 / 3) + 1 for two of three pages, ln(4 / 2) + 1 for one.
    assert space.idf == pytest.approx([1.28768, 1.69315, 1.69315], abs=1e-5)
    rows = space.encode(PAGES, WORDS)["tags"]
    likeness = 1.28768**2 / (1.28768**2 + 1.69315**2)
    assert rows @ rows[0] == pytest.approx([1, likeness, 0], abs=1e-5)


def test_what_a_page_does_not_say_is_zero_and_what_nobody_knows_is_passed_over():
    rows = facets.fit(PAGES).encode([{}, {"genres": ["Unheard of"], "source": "Song"}], WORDS[:2])
    for name in ("tags", "rating", "source", "type", "running time", "standing"):
        assert not rows[name].any(), name
    assert np.linalg.norm(rows["length"], axis=1) == pytest.approx([1, 1])


def test_length_is_alike_when_it_is_nearly_the_same():
    rows = facets.fit(PAGES).encode(PAGES, WORDS)
    # 12 times 24 minutes are as long as 24 times 12; how long the third runs is not known.
    assert rows["running time"] @ rows["running time"][0] == pytest.approx([1, 1, 0], abs=1e-5)
    told = facets.length_rows(np.array([100, 110, 400, 0]))
    near, far, none = told[1:] @ told[0]
    assert near > 0.95 > 0.3 > far > none


def test_standing_grows_with_tenfolds_of_members_and_with_the_score():
    pages = [
        {"members": 9_999, "score": 6.5},
        {"members": 10_000 * 10**1.15, "score": 9.0},
        {"members": 3_000_000, "score": None},
    ]
    # Half of the way from 10,000 to 2 million; both numbers count half.
    expected = np.array([[0, 0], [0.5, 1], [1, 0]]) / np.sqrt(2)
    assert facets.standing_rows(pages) == pytest.approx(expected, abs=1e-6)
    assert facets.fit(pages).encode(pages, WORDS)["standing"] == pytest.approx(expected, abs=1e-6)
