import numpy as np
import pytest

from store import IdMap, MisalignedRows


def test_both_ways():
    ids = IdMap([30, 10, 20])
    assert ids.to_index([10, 99, 30]).tolist() == [1, -1, 0]
    assert ids.to_external([2, 0]) == [20, 30]
    assert len(ids) == 3
    assert 10 in ids


def test_names_are_ids_too():
    assert IdMap(["ann", "bob"]).to_external(np.array([1])) == ["bob"]


def test_names_that_are_not_there_and_tables_of_nothing():
    ids = IdMap(["bob", "ann"])
    assert ids.to_index(["ann", "annabel", "", "zoe", "bob"]).tolist() == [1, -1, -1, -1, 0]
    assert "annabel" not in ids
    assert IdMap([]).to_index([1, 2]).tolist() == [-1, -1]
    assert IdMap([4]).to_index([]).tolist() == []


def test_the_table_is_frozen():
    ids = IdMap([1, 2])
    with pytest.raises(ValueError, match="read-only"):
        ids.external_ids[0] = 7


def test_an_id_stands_once():
    with pytest.raises(MisalignedRows, match="1 of 3 ids stand twice"):
        IdMap([1, 2, 1])


@pytest.mark.parametrize("known", [[30, 10, 20], [0, 5], [3, 10**12], [-4, 7], [8]])
def test_numbers_that_are_not_there(known):
    ids = IdMap(known)
    asked = [*known, -(2**63), -5, -1, 1, 9, 31, 10**12 + 1, 2**63 - 1]
    rows = [known.index(id_) if id_ in known else -1 for id_ in asked]
    assert ids.to_index(asked).tolist() == rows


def test_numbers_that_no_array_of_whole_numbers_holds_are_not_there():
    assert IdMap([5, 6]).to_index([6, 2**63, 2**70]).tolist() == [1, -1, -1]
    assert IdMap([5, 6]).to_index([6.0, 5.5]).tolist() == [1, -1]
