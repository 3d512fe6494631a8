import bson
import numpy as np
import pytest

from store import BadDocument, MisalignedRows, WriteCounts, list_bytes, users, writes


def as_document(name, columns):
    rows = zip(*(column.tolist() for column in columns), strict=True)
    fields = ("anime_id", "score", "status", "episodes")
    entries = [{**dict(zip(fields, row, strict=True)), "updated": None} for row in rows]
    return {"_id": name, "list": entries, "list_state": "public"}


def columns_of(length, rng):
    limits = (60_000, 11, 5, 2**31 - 1)
    return [rng.integers(0, limit, length).astype(np.int32) for limit in limits]


@pytest.mark.parametrize("length", [0, 1, 9, 10, 11, 99, 100, 1234])
def test_bytes_and_hash_are_those_of_the_dict(length, rng):
    columns = columns_of(length, rng)
    document = as_document('wren "é"', columns)
    encoded = list_bytes.encode('wren "é"', *columns)
    hash_ = writes.content_hash(document)
    assert encoded.content_hash == hash_
    assert encoded.document.raw == bson.encode({**document, "content_hash": hash_})


def test_columns_of_different_length_are_refused(rng):
    columns = columns_of(3, rng)
    columns[2] = columns[2][:2]
    with pytest.raises(MisalignedRows, match="'wren'"):
        list_bytes.encode("wren", *columns)


@pytest.mark.mongo
def test_a_list_of_30_000_entries_is_stored_and_read(real_db, rng):
    columns = columns_of(30_000, rng)
    encoded = list_bytes.encode("wren", *columns)
    assert users.upsert_encoded(real_db, [encoded]) == WriteCounts(1, 0, 0)
    # The ordinary way finds it unchanged, and this way updates what the ordinary way stored.
    assert users.upsert(real_db, [as_document("wren", columns)]) == WriteCounts(0, 0, 1)
    assert users.interactions(real_db).anime_ids.tolist() == columns[0].tolist()
    users.upsert(real_db, [as_document("wren", [column[:5] for column in columns])])
    assert users.upsert_encoded(real_db, [encoded]) == WriteCounts(0, 1, 0)
    assert users.interactions(real_db).anime_ids.tolist() == columns[0].tolist()


@pytest.mark.mongo
def test_a_list_over_16_mb_is_refused_by_name(real_db, rng):
    columns = columns_of(list_bytes.LONGEST, rng)
    longest = list_bytes.encode("wren", *columns)
    assert users.upsert_encoded(real_db, [longest]) == WriteCounts(1, 0, 0)
    document = as_document("finch", [np.tile(column, 2) for column in columns])
    with pytest.raises(BadDocument, match=r"'finch' has 3[\d,]+ bytes.*shorten"):
        users.upsert(real_db, [document])
    assert users.count(real_db) == 1
