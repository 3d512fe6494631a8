from datetime import UTC, datetime

import numpy as np
import pytest

from store import Interactions, MisalignedRows, WriteCounts, users

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def entry(anime_id, score, status=2):
    return {"anime_id": anime_id, "score": score, "status": status, "episodes": 1, "updated": None}


def member(name, *entries):
    return {"_id": name, "list": list(entries), "list_state": "public", "crawled_at": NOW}


def test_interactions_come_user_by_user(db):
    users.upsert(
        db,
        [
            member("wren", entry(5, 9), entry(1, 0, 6)),
            member("empty"),
            {"_id": "hidden", "list_state": "private", "crawled_at": NOW},
            member("finch", entry(5, 3, 4)),
        ],
    )
    rows = users.interactions(db)
    assert rows.user_names == ["finch", "wren"]
    assert rows.user_index.tolist() == [0, 1, 1]
    assert rows.anime_ids.tolist() == [5, 5, 1]
    assert rows.scores.tolist() == [3, 9, 0]
    assert rows.statuses.tolist() == [4, 2, 6]
    assert (rows.user_index.dtype, rows.anime_ids.dtype, rows.scores.dtype) == ("i4", "i4", "i1")


def test_no_members_no_interactions(db):
    rows = users.interactions(db)
    assert len(rows) == 0
    assert rows.user_names == []


def test_a_list_that_turned_private_is_kept(db):
    users.upsert(db, [member("wren", entry(5, 9))])
    counts = users.upsert(db, [{"_id": "wren", "list_state": "private", "crawled_at": NOW}])
    assert counts == WriteCounts(0, 1, 0)
    assert len(users.interactions(db)) == 1


def test_fingerprint_changes_with_a_list(db):
    users.upsert(db, [member("wren", entry(5, 9))])
    before = users.fingerprint(db)
    users.upsert(db, [member("wren", entry(5, 8))])
    assert users.fingerprint(db) != before


def test_arrays_of_different_length_are_refused():
    with pytest.raises(MisalignedRows, match="one length"):
        Interactions(
            ["a"], np.zeros(1, "i4"), np.zeros(2, "i4"), np.zeros(1, "i1"), np.zeros(1, "i1")
        )


def test_one_member_is_found_by_name(db):
    users.upsert(db, [{"_id": "kite", "list": [], "list_state": "private"}])
    found = users.find(db, "kite")
    assert found is not None
    assert found["list_state"] == "private"
    assert users.find(db, "nobody") is None
