from collections import Counter

import numpy as np
import pytest

from crawler.load import int_table


def test_rows_of_whole_numbers(skipped, rng):
    rows = rng.integers(-999_999_999, 999_999_999, (500, 5)) // 10 ** rng.integers(0, 9, (500, 5))
    block = "".join(",".join(map(str, row)) + "\n" for row in rows.tolist()).encode()
    assert int_table.parse(block, 5, skipped).tolist() == rows.tolist()
    assert int_table.parse(block.replace(b"\n", b"\r\n"), 5, skipped).tolist() == rows.tolist()
    assert not skipped


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"1,2", "columns"),
        (b"1,2,3,4", "columns"),
        (b"1,,3", "number"),
        (b"1,x,3", "number"),
        (b"1,2,1234567890", "number"),
        (b"1,2,-", "number"),
        (b"1,2,3.5", "number"),
        (b"1,2,\xff", "number"),
        (b"1,2,1e3", "number"),
        (b"1,2,--3", "number"),
    ],
)
def test_bad_lines_are_counted_and_the_others_kept(skipped, line, reason):
    block = b"4,5,6\n" + line + b"\n7,8.0,-9\n\n"
    assert int_table.parse(block, 3, skipped).tolist() == [[4, 5, 6], [7, 8, -9]]
    assert +skipped == {reason: 1}


def test_nothing(skipped):
    assert int_table.parse(b"\n", 3, skipped).shape == (0, 3)
    assert not +skipped


def test_the_first_column_alone():
    block = b"12,x\n7,1,2\nx,1\n-4,1\n,\n\n1234567890,1\n123456789,1\n5\n0,0\n"
    expected = [12, 7, -1, -1, -1, -1, -1, 123456789, -1, 0]
    assert int_table.first_column(block).tolist() == expected


def test_both_ways_agree_with_python(rng):
    pieces = [b"1", b"23", b",", b",", b"\n", b"-", b"x", b"456789012"]
    for _ in range(300):
        block = b"".join(pieces[at] for at in rng.integers(0, len(pieces), 40)) + b"\n"
        skipped = Counter()
        rows = int_table.parse(block, 2, skipped)
        lines = [line for line in block.split(b"\n") if line]
        whole = [line.split(b",") for line in lines if line.count(b",") == 1]
        good = [r for r in whole if all(p.lstrip(b"-").isdigit() and len(p) < 10 for p in r)]
        assert rows.shape[0] <= len(good)
        assert len(rows) + sum(skipped.values()) == len(lines)
        assert rows.dtype == np.int32
