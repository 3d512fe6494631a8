import bson
import numpy as np
import pytest
from bson.raw_bson import RawBSONDocument

from store import list_arrays


def raw(document):
    return RawBSONDocument(bson.encode(document))


def entries(n, **more):
    return [
        {"anime_id": 7 * i, "score": i % 11, "status": 2, "episodes": i, **more} for i in range(n)
    ]


@pytest.mark.parametrize("n", [1, 9, 10, 11, 99, 100, 101, 1234])
def test_even_lists_of_all_lengths_are_read_from_their_bytes(n, monkeypatch):
    monkeypatch.setattr(list_arrays, "_any", None)
    name, columns = list_arrays.read(raw({"_id": "söra", "list": entries(n)}))
    assert name == "söra"
    assert columns.tolist() == [
        [7 * i for i in range(n)], [i % 11 for i in range(n)], [2] * n, list(range(n)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "uneven",
    [
        [*entries(3), {"anime_id": 5, "status": 2}],
        [*entries(12), {"anime_id": 1 << 40 >> 30, "score": 3, "status": 1, "episodes": 0, "x": 1}],
        [{"anime_id": 4}],
        [{**entries(2)[1], "updated": i} for i in range(2)],
        [],
    ],
)
def test_uneven_lists_say_the_same_entry_by_entry(uneven):
    told = list_arrays.read(raw({"_id": "a", "list": uneven}))[1]
    wanted = [[entry.get(field, -1) for entry in uneven] for field in list_arrays.FIELDS]
    assert told.tolist() == wanted


@pytest.mark.parametrize("document", [{"_id": 12, "list": entries(2)}, {"list": [], "_id": "b"}])
def test_other_makes_of_documents_are_read_too(document):
    name, columns = list_arrays.read(raw(document))
    assert name == str(document["_id"])
    assert columns.shape == (4, len(document["list"]))
    assert columns.dtype == np.int32


def test_plain_documents_are_read_too():
    assert list_arrays.read({"_id": "a", "list": entries(2)})[1].tolist()[0] == [0, 7]
