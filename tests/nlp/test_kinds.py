from __future__ import annotations

import numpy as np
import pytest

from nlp import kinds


def test_how_surely_a_kind_is_meant():
    low, high = kinds.SURE
    question = np.array([1, 0], dtype=np.float32)
    cosines = [(low + high) / 2, (low + high) / 2 - kinds.BESIDE - 0.01, 0.0, low]
    glosses = np.array([[c, np.sqrt(1 - c * c)] for c in cosines], dtype=np.float32)
    assert kinds.meant(question, glosses) == pytest.approx([0.5, 0, 0, 0], abs=1e-6)
    assert kinds.meant(question, glosses[1:3]) == pytest.approx(
        [(cosines[1] - low) / (high - low), 0], abs=1e-6
    )
    assert not kinds.meant(question, -glosses).any()
    assert kinds.meant(question, np.zeros((0, 0), dtype=np.float32)).shape == (0,)
    assert kinds.meant(question, np.zeros((3, 0), dtype=np.float32)).tolist() == [0, 0, 0]


def test_glosses_say_something_of_each_kind_and_nothing_twice():
    assert kinds.glosses_of(["Unheard of", "Horror"])[0] == ""
    told = list(kinds.GLOSSES.values())
    assert len(set(told)) == len(told)
    assert all(len(gloss.split()) >= 3 for gloss in told)
    assert list(kinds.GLOSSES) == sorted(kinds.GLOSSES)
