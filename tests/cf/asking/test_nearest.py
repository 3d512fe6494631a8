import logging

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf.asking import nearest as module
from cf.asking.codes import Codes
from cf.asking.nearest import codes_of, nearest
from ranking.similarity import normalize_rows

WAYS = pytest.mark.parametrize("coded", [False, True])


@pytest.fixture
def units(rng):
    rows = normalize_rows(rng.normal(size=(1000, 8)).astype(np.float32))
    rows[500] = rows[3]  # a tie
    return rows


def brute(query, units, k, exclude=()):
    """All products in float64, each by itself, in order of score and row."""
    unit = (query / np.linalg.norm(query)).astype(np.float32).astype(np.float64)
    scores = np.array([np.vecdot(row.astype(np.float64), unit) for row in units])
    order = [row for row in np.lexsort((np.arange(len(scores)), -scores)) if row not in exclude]
    return order[:k]


@WAYS
@pytest.mark.parametrize("block", [1, 7, 400, 5000])
@pytest.mark.parametrize("k", [1, 10, 2000])
def test_blocks_find_what_a_whole_look_finds(units, block, k, coded):
    codes = Codes.of(units) if coded else None
    found = nearest(units[3] * 2, units, k, [3], block=block, codes=codes)
    wanted = brute(units[3], units, k, {3})
    assert found.rows.tolist() == wanted
    np.testing.assert_allclose(found.scores, units[wanted] @ units[3], atol=1e-6)


@WAYS
def test_ties_come_by_row(units, coded):
    codes = Codes.of(units) if coded else None
    assert nearest(units[3], units, 2, block=100, codes=codes).rows.tolist() == [3, 500]


@WAYS
def test_rows_may_stand_on_disk(units, tmp_path, coded):
    np.save(tmp_path / "units.npy", units)
    mapped = np.load(tmp_path / "units.npy", mmap_mode="r")
    codes = Codes.of(mapped) if coded else None
    found = nearest(units[9], mapped, 5, block=64, codes=codes)
    assert found.rows.tolist() == brute(units[9], units, 5)


def test_a_query_of_zeros_is_near_nothing(units):
    assert nearest(np.zeros(8, dtype=np.float32), units, 5).rows.tolist() == []


def test_few_rows_are_not_coded(units):
    assert codes_of(units) is None


@st.composite
def crowded(draw):
    """Rows that lie so close together that neither codes nor float32 can tell them apart."""
    n_rows, n_dims = draw(st.integers(1, 60)), draw(st.sampled_from([1, 2, 5, 33, 128]))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    centres = rng.normal(size=(draw(st.integers(1, 3)), n_dims))
    spread = draw(st.sampled_from([0.0, 1e-8, 1e-6, 1e-4, 1e-2, 1.0]))
    rows = centres[rng.integers(0, len(centres), n_rows)]
    rows = rows + spread * rng.normal(size=rows.shape)
    if draw(st.booleans()):  # one number that makes the steps of all others coarse
        rows[:, 0] *= 1e4
    rows[rng.random(n_rows) < 0.1] = 0.0
    query = rows[rng.integers(n_rows)] + spread * rng.normal(size=n_dims)
    return normalize_rows(rows.astype(np.float32)), query.astype(np.float32)


@given(crowded(), st.integers(1, 12), st.sets(st.integers(0, 59), max_size=5), st.integers(1, 70))
@settings(max_examples=300, deadline=None)
def test_codes_never_lose_a_row(drawn, k, exclude, block):
    units, query = drawn
    if not np.linalg.norm(query):
        return
    wanted = brute(query, units, k, exclude)
    for codes in (None, Codes.of(units)):
        found = nearest(query, units, k, exclude, codes=codes, block=block)
        assert found.rows.tolist() == wanted


def test_codes_rule_out_nearly_all_rows(rng):
    units = normalize_rows(rng.normal(size=(20_000, 64)).astype(np.float32))
    codes = Codes.of(units)
    left = module._left_by_codes(units[7], codes, 10, module.BLOCK)
    assert 10 <= len(left) < 200


def test_codes_that_rule_out_too_little_are_passed_over_aloud(caplog):
    units = np.tile(normalize_rows(np.array([[3, 4]], dtype=np.float32)), (500, 1))
    with caplog.at_level(logging.INFO):
        found = nearest(units[0], units, 3, codes=Codes.of(units))
    assert found.rows.tolist() == [0, 1, 2]
    assert "leave 500 of 500 rows" in caplog.text
