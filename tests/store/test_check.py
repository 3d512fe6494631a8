from datetime import UTC, datetime

import gridfs
import numpy as np
import pytest

from store import (
    Poster,
    VectorSet,
    anime,
    check,
    documents,
    posters,
    reviews,
    schema,
    users,
    vectors,
)

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def poster(anime_id, size=10):
    return Poster(anime_id, b"x" * size, str(size), 2, 3, "https://example.org/1.jpg", None, NOW)


def fill(db):
    edge = {"relation": "Sequel", "anime_id": 2, "title": "Kelp Deacon 2"}
    anime.upsert(
        db,
        [
            {"_id": 1, "title": "Kelp Deacon", "score": 7, "related": [edge], "crawled_at": NOW},
            {"_id": 2, "title": "Kelp Deacon 2", "rank": None, "score_votes": [0] * 10},
        ],
    )
    anime.set_franchises(db, {1: 1, 2: 1})
    entry = {"anime_id": 1, "score": 9, "status": 2, "episodes": 12, "updated": None}
    users.upsert(db, [{"_id": "wren", "list": [entry], "list_state": "public"}])
    posters.upsert(db, [poster(1), poster(2, 1_000_001)])
    reviews.upsert(db, [{"_id": 50, "anime_id": 1, "user": "wren", "text": "Fine."}])
    found = VectorSet("look", np.array([1, 2]), np.eye(2, dtype=np.float32), "made up")
    vectors.publish(db, found, facts={"a": 1})


@pytest.fixture
def whole_db(real_db):
    fill(real_db)
    return real_db


pytestmark = pytest.mark.mongo


def test_a_whole_database_has_no_faults(whole_db):
    report = check.check(whole_db)
    assert not report.faults
    assert not report.notes
    assert report.lines()[-1] == (
        "checked 2 anime, 1 franchises, 1 list rows, 1 models files, 1 poster_files files, "
        "1 reviews, 1 users, 2 vectors: 0 faults"
    )


def test_an_empty_database_has_no_faults(real_db):
    assert not check.check(real_db).faults


def test_wrong_shapes_are_told_with_their_path(whole_db):
    whole_db.anime.update_one({"_id": 1}, {"$set": {"episodes": "26", "genres": ["Drama", 4]}})
    whole_db.users.update_one({"_id": "wren"}, {"$unset": {"list.0.score": 1}})
    whole_db.anime.update_one({"_id": 2}, {"$set": {"mood": "grey", "related": {"a": 1}}})
    report = check.check(whole_db)
    assert report.faults == {
        "anime: episodes is str, not int": 1,
        "anime: genres[] is int, not str": 1,
        "anime: related is dict, not list": 1,
        "users: list[].score is missing": 1,
    }
    assert report.notes == {"anime: field mood is not in store.documents": 1}
    assert "(such as 'wren')" in "\n".join(report.lines())


def test_what_points_to_nothing_is_told(whole_db):
    whole_db.anime.delete_one({"_id": 2})
    whole_db.reviews.update_one({"_id": 50}, {"$set": {"anime_id": 9}})
    report = check.check(whole_db)
    assert report.faults == {
        "franchise names a title that is not stored": 1,
        "posters of a title that is not stored": 1,
        "reviews of a title that is not stored": 1,
    }
    assert report.notes == {
        "look vector of a title or member that is not stored": 1,
        "related names a title that is not stored": 1,
    }
    whole_db.users.update_one({"_id": "wren"}, {"$set": {"list.0.anime_id": 7}})
    assert check.check(whole_db).notes["list names titles that are not stored"] == 1
    whole_db.franchises.delete_many({})
    assert check.check(whole_db).faults["title of a franchise that is not stored"] == 1


def test_files_that_are_lost_or_cut_are_told(whole_db):
    gridfs.GridFS(whole_db, posters.BUCKET).put(b"nobody's")
    gridfs.GridFS(whole_db, "models").put(b"nobody's", filename="look-gone")
    whole_db["models.chunks"].delete_one({})
    file = whole_db.posters.find_one({"_id": 2})["file"]
    whole_db["poster_files.files"].delete_one({"_id": file})
    assert check.check(whole_db).faults == {
        "chunks of poster_files without their file": 1,
        "file of models that is not whole": 1,
        "file of models that nothing points to": 1,
        "file of poster_files that nothing points to": 1,
        "poster whose file is gone": 1,
    }


def test_half_built_sets_are_told(whole_db):
    (set_id,) = [info.set_id for info in vectors.current_sets(whole_db).values()]
    whole_db.vectors.delete_one({"set": set_id, "row": 0})
    whole_db.vectors.insert_one({"set": "look-lost", "kind": "look", "id": 1, "row": 0})
    assert check.check(whole_db).faults == {
        "vector set without all its rows": 1,
        "vectors of a set that is not stored": 1,
    }
    whole_db.vector_sets.update_one({"_id": set_id}, {"$set": {"state": "building"}})
    assert any("half-built" in sentence for sentence in check.check(whole_db).faults)


def test_a_missing_index_is_told(whole_db):
    whole_db.reviews.drop_indexes()
    assert check.check(whole_db).faults == {"index of reviews is missing": 1}


@pytest.mark.parametrize("kind", schema.DOCUMENTS.values())
def test_each_declared_type_has_a_check(kind):
    assert list(schema.check_of(kind)(7, "x")) == [("x", "is int, not an object")]


def test_a_type_without_a_check_is_refused():
    with pytest.raises(TypeError, match="no check"):
        schema.check_of(documents.TypedDict)
