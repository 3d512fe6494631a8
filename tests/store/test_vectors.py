import dataclasses
from datetime import datetime

import numpy as np
import pytest

from store import MisalignedRows, StoreError, VectorSet, vectors


def look(rng, n=3, fingerprint="f"):
    return VectorSet(
        kind="look",
        ids=np.arange(10, 10 + n),
        vectors=rng.normal(size=(n, 4)).astype(np.float32),
        model="a test",
        parameters={"seed": 1},
        metrics={"loss": 0.5},
        fingerprint=fingerprint,
    )


def test_what_is_published_is_read_whole(db, rng):
    told = look(rng)
    set_id = vectors.publish(db, told, arrays={"mean": np.ones(4)}, facts={"words": ["été"]})
    info = vectors.current_sets(db)["look"]
    assert (info.set_id, info.n_rows, info.n_dims) == (set_id, 3, 4)
    read = vectors.load(db, info)
    assert read.ids.tolist() == [10, 11, 12]
    np.testing.assert_array_equal(read.vectors, told.vectors)
    assert (read.model, read.parameters, read.metrics) == ("a test", {"seed": 1}, {"loss": 0.5})
    arrays, facts = vectors.load_model(db, info)
    np.testing.assert_array_equal(arrays["mean"], np.ones(4))
    assert facts == {"words": ["été"]}


def test_names_can_be_ids(db, rng):
    taste = dataclasses.replace(look(rng), kind="taste", ids=np.array(["a", "b", "c"]))
    vectors.publish(db, taste)
    assert vectors.load(db, vectors.current_sets(db)["taste"]).ids.tolist() == ["a", "b", "c"]


def test_the_newest_set_is_current_and_the_one_before_it_can_still_be_read(db, rng):
    for number in range(4):
        vectors.publish(db, look(rng, fingerprint=str(number)))
        info = vectors.current_sets(db)["look"]
        assert info.fingerprint == str(number)
    assert db.vector_sets.count_documents({}) == 2
    assert db.vectors.count_documents({}) == 2 * 3
    assert db["models.files"].count_documents({}) == 2


def test_of_two_sets_of_one_moment_the_later_is_current(db, rng, monkeypatch):
    class Stopped(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2026, 11, 1, 12, tzinfo=tz)

    monkeypatch.setattr(vectors, "datetime", Stopped)
    for number in range(3):
        vectors.publish(db, look(rng, fingerprint=str(number)))
        assert vectors.current_sets(db)["look"].fingerprint == str(number)


def test_a_set_that_was_never_finished_is_not_seen_and_goes_with_the_next(db, rng):
    db.vector_sets.insert_one({"_id": "look-x", "kind": "look", "state": "building"})
    db.vectors.insert_one({"set": "look-x", "row": 0})
    assert vectors.current_sets(db) == {}
    vectors.publish(db, look(rng))
    assert db.vectors.count_documents({"set": "look-x"}) == 0


def test_a_set_that_vanishes_while_it_is_read_is_an_error(db, rng):
    vectors.publish(db, look(rng))
    info = vectors.current_sets(db)["look"]
    db.vectors.delete_one({"row": 1})
    with pytest.raises(MisalignedRows, match="2 of its 3 rows"):
        vectors.load(db, info)


def test_a_set_that_vanishes_while_it_is_built_is_an_error(db, rng, monkeypatch):
    monkeypatch.setattr("store.models.save", lambda db, *_: db.vector_sets.delete_many({}))
    with pytest.raises(StoreError, match="removed while it was built"):
        vectors.publish(db, look(rng))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ids": np.arange(2)}, "2 ids for vectors of shape"),
        ({"ids": np.array([1, 1, 2])}, "stands twice"),
        ({"vectors": np.full((3, 4), np.nan, np.float32)}, "NaN"),
    ],
)
def test_rows_and_ids_belong_together(rng, change, words):
    with pytest.raises(MisalignedRows, match=words):
        dataclasses.replace(look(rng), **change)
