import numpy as np
import pytest

from cf.asking.nearest import nearest
from ranking.similarity import normalize_rows


@pytest.fixture
def units(rng):
    rows = normalize_rows(rng.normal(size=(1000, 8)).astype(np.float32))
    rows[500] = rows[3]  # a tie
    return rows


def brute(query, units, k, exclude=()):
    scores = (units @ (query / np.linalg.norm(query))).astype(np.float32)
    order = [row for row in np.lexsort((np.arange(len(scores)), -scores)) if row not in exclude]
    return order[:k]


@pytest.mark.parametrize("block", [1, 7, 400, 5000])
@pytest.mark.parametrize("k", [1, 10, 2000])
def test_blocks_find_what_a_whole_look_finds(units, block, k):
    found = nearest(units[3] * 2, units, k, [3], block=block)
    wanted = brute(units[3], units, k, {3})
    np.testing.assert_allclose(found.scores, units[wanted] @ units[3], atol=1e-6)
    if k == 1:
        assert found.rows.tolist() == [500]


def test_ties_come_by_row(units):
    assert nearest(units[3], units, 2, block=100).rows.tolist() == [3, 500]


def test_rows_may_stand_on_disk(units, tmp_path):
    np.save(tmp_path / "units.npy", units)
    mapped = np.load(tmp_path / "units.npy", mmap_mode="r")
    assert nearest(units[9], mapped, 5, block=64).rows.tolist() == brute(units[9], units, 5)


def test_a_query_of_zeros_is_near_nothing(units):
    assert nearest(np.zeros(8, dtype=np.float32), units, 5).rows.tolist() == []
