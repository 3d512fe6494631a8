import numpy as np
import pytest
import simsimd
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cf.asking.codes import Codes

rows = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 30), st.integers(1, 40)),
    elements=st.floats(-2, 2, width=32),
)


@pytest.mark.parametrize("n_dims", [1, 7, 64, 127, 128, 300])
def test_products_of_whole_numbers_are_exact(rng, n_dims):
    left = rng.choice(np.array([-127, 127, 1, 0], dtype=np.int8), (1, n_dims))
    right = rng.choice(np.array([-127, 127, -126, 3], dtype=np.int8), (50, n_dims))
    found = np.asarray(simsimd.cdist(left, right, "dot"))[0]
    assert found.tolist() == (right.astype(np.int64) @ left[0].astype(np.int64)).tolist()


@given(rows, st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_no_product_is_further_off_than_the_radius(matrix, seed):
    query = np.random.default_rng(seed).normal(size=matrix.shape[1]).astype(np.float32)
    codes = Codes.of(matrix)
    found = codes.products(query, slice(None)).astype(np.float64)
    wanted = matrix.astype(np.float64) @ query.astype(np.float64)
    assert (np.abs(found - wanted) <= codes.radius(query)).all()


def test_codes_are_near_their_rows_and_a_quarter_of_them(rng):
    matrix = rng.normal(size=(200, 128)).astype(np.float32)
    codes = Codes.of(matrix)
    missed = np.linalg.norm(matrix - codes.codes * codes.steps[:, None], axis=1)
    assert missed.max() == pytest.approx(codes.off)
    assert missed.max() < 0.02 * np.linalg.norm(matrix, axis=1).min()
    assert codes.codes.nbytes * 4 == matrix.nbytes


def test_a_row_of_zeros_is_coded_as_zeros():
    codes = Codes.of(np.array([[0, 0], [1, -1]], dtype=np.float32))
    assert codes.codes.tolist() == [[0, 0], [127, -127]]
    assert codes.products(np.array([2, 1], dtype=np.float32), slice(None))[0] == 0
