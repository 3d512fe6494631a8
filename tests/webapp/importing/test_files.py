from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from webapp.errors import TooLarge, Unprocessable
from webapp.importing.files import MAX_FILE, brought, read_file
from webapp.question.marks import MAX_MARKS, Mark

EXPORT = """<?xml version="1.0" encoding="UTF-8" ?>
<myanimelist>
<myinfo><user_name>kite_flyer</user_name></myinfo>
<anime><series_animedb_id>10</series_animedb_id><my_score>9</my_score>
<my_status>Completed</my_status></anime>
<anime><series_animedb_id>1</series_animedb_id><my_score>0</my_score>
<my_status>Plan to Watch</my_status></anime>
<anime><series_animedb_id>60</series_animedb_id><my_score>3</my_score>
<my_status>Dropped</my_status></anime>
<anime><series_animedb_id>x</series_animedb_id><my_score>0</my_score>
<my_status>Completed</my_status></anime>
</myanimelist>"""
MARKS = {10: Mark("w", 9.0), 1: Mark("p"), 60: Mark("d", 3.0)}
ANILIST = {
    "data": {
        "MediaListCollection": {
            "user": {"name": "kite", "mediaListOptions": {"scoreFormat": "POINT_100"}},
            "lists": [
                {"entries": [{"status": "CURRENT", "score": 85, "media": {"idMal": 10}}]},
                {"entries": [{"status": "COMPLETED", "score": 0, "media": {"idMal": 20}}]},
            ],
        }
    }
}


@pytest.mark.parametrize("data", [EXPORT.encode(), gzip.compress(EXPORT.encode())])
def test_an_export_of_myanimelist(data):
    found = read_file(data)
    assert (dict(found.marks), found.n_skipped) == (MARKS, 1)


def test_a_list_of_anilist():
    found = read_file(json.dumps(ANILIST).encode())
    assert found.marks == {10: Mark("c", 9.0), 20: Mark("w")}


def test_a_list_of_anilist_that_does_not_say_whose_it_is():
    lists = ANILIST["data"]["MediaListCollection"]["lists"]
    assert set(read_file(json.dumps({"lists": lists}).encode()).marks) == {10, 20}


def test_the_download_of_anilist():
    row = {"series_type": 0, "score": 0, "status": 2}
    rows = [
        {**row, "series_id": 10, "score": 85},
        {**row, "series_id": 19_999, "status": 1},
        {**row, "series_id": 20_000, "score": 70},  # AniList's own number: nobody knows MAL's
        {**row, "series_id": 60, "status": 3, "score": 4},
        {**row, "series_id": 30, "series_type": 1},  # a manga
    ]
    found = read_file(json.dumps({"user": {"id": 1}, "lists": rows}).encode())
    assert found.marks == {10: Mark("w", 9.0), 19_999: Mark("p"), 60: Mark("d", 1.0)}
    assert found.n_skipped == 1
    rows = [{**row, "series_id": 10, "score": 8}, {"series_id": None}, 5]
    assert read_file(json.dumps({"lists": rows}).encode()).marks == {10: Mark("w", 8.0)}


def test_entities_are_refused():
    bomb = '<!DOCTYPE a [<!ENTITY b "bb">]><myanimelist>&b;</myanimelist>'
    with pytest.raises(Unprocessable, match=r"^The file declares entities"):
        read_file(bomb.encode())


def test_a_file_is_bounded_packed_and_unpacked():
    with pytest.raises(TooLarge):
        read_file(bytes(MAX_FILE + 1))
    with pytest.raises(TooLarge, match="64 MB"):
        read_file(gzip.compress(b"<" + bytes(65 * 2**20)))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", b"<a/>", b"{}", b"[]", b"\x1f\x8b"])
def test_what_is_no_list_says_what_to_bring(data):
    with pytest.raises(Unprocessable) as caught:
        read_file(data)
    assert "/tmp" not in caught.value.message
    assert caught.value.field == "file"


def test_of_a_very_long_list_the_scored_ones_are_kept():
    entries = [{"anime_id": n, "score": 0, "status": 6} for n in range(1, MAX_MARKS + 1)]
    found = brought([*entries, {"anime_id": 9_000, "score": 7, "status": 2}])
    assert found.marks[9_000] == Mark("w", 7.0)
    assert (len(found.marks), found.n_left_out) == (MAX_MARKS, 1)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
@given(
    st.binary(max_size=300)
    | st.binary(max_size=300).map(gzip.compress)
    | st.text(max_size=200).map(lambda text: EXPORT.replace("kite_flyer", text).encode())
    | st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "data",
                        "lists",
                        "entries",
                        "media",
                        "idMal",
                        "user",
                        "series_id",
                        "series_type",
                    ]
                ),
                inner,
            )
        ),
        max_leaves=8,
    ).map(lambda value: json.dumps(value).encode())
)
def test_any_file_is_a_list_or_an_error_for_the_visitor(data):
    try:
        ids = list(read_file(data).marks)
    except (TooLarge, Unprocessable):
        ids = []
    assert all(anime_id > 0 for anime_id in ids)
