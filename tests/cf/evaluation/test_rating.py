import numpy as np
import pytest
from scipy import sparse

from cf.evaluation.protocols import Split
from cf.evaluation.rating import differences, figures


def test_predictions_are_clipped_and_compared():
    hidden = sparse.csr_matrix(np.array([[0, 8, 10], [1, 0, 0]], dtype=np.int8))
    predicted = np.array([[5.0, 7.0, 12.0], [3.0, 0.0, 0.0]], dtype=np.float32)
    missed = differences(Split(hidden, hidden, hidden), lambda rows: predicted[rows])
    assert missed.tolist() == [-1.0, 0.0, 2.0]


def test_figures_by_hand():
    told = figures(np.array([-1.0, 0.0, 2.0]))
    assert told["rmse"] == pytest.approx((5 / 3) ** 0.5)
    assert told["mae"] == 1.0
    assert told["mse01"] == pytest.approx(5 / 3 / 81)
    assert figures(np.empty(0)) == {"rmse": 0.0, "mae": 0.0, "mse01": 0.0}
