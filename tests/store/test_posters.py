import dataclasses
import hashlib
from datetime import UTC, datetime

import pytest

from store import Poster, WriteCounts, posters

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def poster(anime_id, image):
    return Poster(
        anime_id=anime_id,
        image=image,
        sha256=hashlib.sha256(image).hexdigest(),
        width=2,
        height=3,
        source_url=f"https://example.org/{anime_id}.jpg",
        etag=None,
        crawled_at=NOW,
    )


@pytest.mark.parametrize("size", [10, 1_500_000], ids=["inline", "gridfs"])
def test_what_goes_in_comes_out(db, size):
    one = poster(1, b"x" * size)
    assert posters.upsert(db, [one]) == WriteCounts(1, 0, 0)
    assert posters.find(db, 1) == one
    assert posters.find(db, 2) is None
    assert posters.hashes(db) == {1: one.sha256}
    assert posters.source_urls(db, [1, 2]) == {1: one.source_url}


def test_a_new_picture_replaces_the_old_and_its_file(db):
    posters.upsert(db, [poster(1, b"x" * 1_500_000)])
    assert posters.upsert(db, [poster(1, b"small")]) == WriteCounts(0, 1, 0)
    assert posters.find(db, 1).image == b"small"
    assert db["poster_files.files"].count_documents({}) == 0


def test_the_same_picture_is_unchanged(db):
    posters.upsert(db, [poster(1, b"x")])
    moved = dataclasses.replace(poster(1, b"x"), source_url="https://example.org/new.jpg")
    assert posters.upsert(db, [moved]) == WriteCounts(0, 0, 1)
    assert posters.find(db, 1).source_url == "https://example.org/new.jpg"


def test_iterate_in_order_and_by_ids(db):
    posters.upsert(db, [poster(3, b"c"), poster(1, b"a"), poster(2, b"b")])
    assert [p.anime_id for p in posters.iterate(db)] == [1, 2, 3]
    assert [p.image for p in posters.iterate(db, [3, 1])] == [b"a", b"c"]
