from cf import table


def test_columns_stand_under_each_other_without_blanks_at_the_end():
    cells = [["a", "name"], ["10", "x"], ["", "yz"]]
    assert table.lines(cells) == ["a   name", "10  x", "    yz"]


def test_no_rows_are_no_lines():
    assert table.lines([]) == []
