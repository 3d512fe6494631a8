"""Whole numbers parted by commas, a million rows at a time: numpy reads digits, not Python."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

_COMMA, _LINE_FEED, _MINUS, _ZERO = 44, 10, 45, 48
_LONGEST = 9  # digits that fit an int32


def parse(block: bytes, n_columns: int, skipped: Counter[str]) -> NDArray[np.int32]:
    """Return the rows of whole lines as numbers.

    Parameters
    ----------
    block
        Lines of whole numbers parted by commas, the last one ending in a line feed.
    n_columns
        How many stand in a line.
    skipped
        Counts the lines left out: "columns" (too many or too few), "number" (not a whole number of
        up to nine digits).

    Returns
    -------
    ndarray
        (n, n_columns) int32.
    """
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n")
    table = _all(block, n_columns)
    return _one_by_one(block, n_columns, skipped) if table is None else table


def first_column(block: bytes) -> NDArray[np.int32]:
    """Return the number each whole line begins with, (n,) int32; -1 where there is none."""
    raw = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(raw == _LINE_FEED)
    at = np.concatenate(([0], ends[:-1] + 1))
    numbers = np.full(len(ends), -1, dtype=np.int32)
    found, left = np.zeros(len(ends), dtype=np.int32), np.arange(len(ends))
    for place in range(_LONGEST + 1):
        here = raw[at]
        if place:
            done = left[here == _COMMA]
            numbers[done] = found[done]
        digits = here - np.uint8(_ZERO)
        goes_on = (digits <= 9) & (place < _LONGEST)
        left, at = left[goes_on], at[goes_on] + 1
        found[left] = found[left] * 10 + digits[goes_on]
    return numbers


def _all(block: bytes, n_columns: int) -> NDArray[np.int32] | None:
    """Return all rows, or None when one of them is not as it should be."""
    raw = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero((raw == _COMMA) | (raw == _LINE_FEED))
    if not len(ends) or len(ends) % n_columns:
        return None
    is_last = raw[ends].reshape(-1, n_columns) == _LINE_FEED
    if is_last[:, :-1].any() or not is_last[:, -1].all():
        return None
    starts = np.concatenate(([0], ends[:-1] + 1))
    is_negative = raw[starts] == _MINUS
    widths = ends - starts - is_negative
    if widths.min() < 1 or widths.max() > _LONGEST:
        return None
    numbers = _numbers(raw, ends, widths)
    if numbers is None:
        return None
    numbers[is_negative] *= -1
    return numbers.reshape(-1, n_columns)


def _numbers(
    raw: NDArray[np.uint8], ends: NDArray[np.int64], widths: NDArray[np.int64]
) -> NDArray[np.int32] | None:
    """Add up the digits from the last place to the first; each turn has fewer fields left."""
    numbers = np.zeros(len(ends), dtype=np.int32)
    at, left = ends, np.arange(len(ends))
    for place in range(int(widths.max())):
        digits = raw[at - 1 - place] - np.uint8(_ZERO)
        if digits.max() > 9:
            return None
        numbers[left] += digits.astype(np.int32) * 10**place
        left = left[widths[left] > place + 1]
        at = ends[left]
    return numbers


def _one_by_one(block: bytes, n_columns: int, skipped: Counter[str]) -> NDArray[np.int32]:
    rows = []
    for line in block.split(b"\n")[:-1]:
        parts = line.split(b",")
        if len(parts) != n_columns:
            skipped["columns"] += bool(line.strip())
            continue
        try:
            rows.append([_number(part) for part in parts])
        except ValueError:
            skipped["number"] += 1
    return np.array(rows, dtype=np.int32).reshape(-1, n_columns)


def _number(part: bytes) -> int:
    # Some copies were saved by a library that turns whole numbers into "7.0".
    part = part.strip(b' "').removesuffix(b".0")
    digits = part.removeprefix(b"-")
    if not digits.isdigit() or len(digits) > _LONGEST:
        raise ValueError("not a whole number of up to nine digits")
    return int(part)
