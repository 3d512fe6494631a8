import numpy as np

from ranking.coarse import LARGEST, coded, products


def test_codes_by_hand():
    rows = np.array([[0.0, 3.0], [2.0, 3.0]], dtype=np.float32)
    codes, step = coded(rows)
    # Less the mean (1, 3): -1, 0 and 1, 0, of deviation .7; eight deviations are 127 steps.
    assert step[0] == np.float32(8 * np.sqrt(0.5) / LARGEST)
    assert codes.tolist() == [[-22, 0], [22, 0]]


def test_products_are_nearly_those_of_the_rows_less_what_all_share(rng):
    rows = (rng.normal(0.3, 0.05, (2000, 192))).astype(np.float32)
    query = rng.normal(0.0, 1.0, 192).astype(np.float32)
    found = products(*coded(rows), query)
    exact = rows @ query
    assert np.abs(found - (exact - exact.mean())).max() < 0.1 * exact.std()
    assert np.corrcoef(found, exact)[0, 1] > 0.9995


def test_equal_rows_and_an_empty_query_say_nothing():
    codes, step = coded(np.ones((3, 4), dtype=np.float32))
    assert products(codes, step, np.ones(4, dtype=np.float32)).tolist() == [0.0, 0.0, 0.0]
    codes, step = coded(np.eye(4, dtype=np.float32))
    assert products(codes, step, np.zeros(4, dtype=np.float32)).tolist() == [0.0] * 4
