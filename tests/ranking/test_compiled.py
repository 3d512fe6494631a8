import logging

import numba
import numpy as np
import pytest

from ranking import compiled as module
from ranking.compiled import compiled


def _sum(numbers):
    total = 0.0
    for number in numbers:
        total += number
    return total


def test_a_loop_is_compiled_and_says_the_same():
    numbers = np.arange(1000) / 3
    assert compiled(_sum)(numbers) == pytest.approx(_sum(numbers))


def test_nan_stays_nan_and_division_by_nothing_is_numpys():
    def ratio(a, b):
        return a / b

    assert np.isnan(compiled(_sum)(np.array([1.0, np.nan])))
    assert compiled(ratio)(1.0, 0.0) == np.inf


def test_without_a_folder_it_is_compiled_all_the_same_and_says_so_once(monkeypatch, caplog):
    def nowhere(*_, cache=False, **options):
        if cache:
            raise RuntimeError("no locator available")
        return numba.njit(**options)

    monkeypatch.setattr(module, "_compile", nowhere)
    module._tell.cache_clear()
    with caplog.at_level(logging.WARNING):
        first, second = compiled(_sum), compiled(_sum)
    assert first(np.ones(3)) == second(np.ones(3)) == 3.0
    (told,) = (record.message for record in caplog.records)
    assert "set NUMBA_CACHE_DIR to a folder that can be written" in told
    module._tell.cache_clear()
