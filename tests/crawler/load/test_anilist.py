import json

import pytest

from crawler.load import anilist
from crawler.load.errors import BrokenFileError, WrongFormatError


def entry(id_mal, score, status="COMPLETED", **fields):
    media = {"id": 9000, "idMal": id_mal, "title": {"romaji": "Kelp Deacon"}}
    return {"status": status, "score": score, "progress": 4, "media": media, **fields}


def answer(*entries, scale="POINT_100", name="wren"):
    lists = [{"name": "All", "isCustomList": False, "entries": list(entries)}]
    user = {"id": 1, "name": name, "mediaListOptions": {"scoreFormat": scale}}
    return {"user": user, "lists": lists}


def read(source, skipped):
    (loaded,) = anilist.read(source, skipped)
    assert loaded.collection == "users"
    return loaded.document


@pytest.mark.parametrize(
    "wrap",
    [
        lambda found: found,
        lambda found: {"data": {"MediaListCollection": found}},
        lambda found: {"MediaListCollection": found, "version": "1.00"},
    ],
)
def test_the_answer_and_what_tools_make_of_it(source_of, skipped, wrap):
    found = answer(entry(5, 85, updatedAt=1600000000), entry(6, 0, "PLANNING", progress=None))
    document = read(source_of(json.dumps(wrap(found))), skipped)
    assert document == {
        "_id": "anilist:wren",
        "list": [
            {"anime_id": 5, "score": 9, "status": 2, "episodes": 4, "updated": 1600000000},
            {"anime_id": 6, "score": 0, "status": 6, "episodes": 0, "updated": None},
        ],
        "list_state": "public",
    }


@pytest.mark.parametrize(
    ("scale", "scores"),
    [
        ("POINT_100", {100: 10, 84: 8, 85: 9, 3: 1, 0: 0}),
        ("POINT_10_DECIMAL", {8.5: 9, 8.4: 8, 0.3: 1, 10.0: 10}),
        ("POINT_10", {7: 7}),
        ("POINT_5", {5: 10, 1: 2}),
        ("POINT_3", {1: 4, 2: 6, 3: 9, 0: 0}),
        (None, {7: 7, 10: 10}),
        (None, {7: 1, 70: 7}),
    ],
)
def test_scores_come_on_a_scale_of_ten(source_of, skipped, scale, scores):
    entries = [entry(at, score) for at, score in enumerate(scores, 1)]
    document = read(source_of(json.dumps(answer(*entries, scale=scale))), skipped)
    assert [each["score"] for each in document["list"]] == list(scores.values())


def test_what_cannot_be_kept_is_counted(source_of, skipped):
    manga = entry(8, 5)
    manga["media"]["type"] = "MANGA"
    rows = [entry(5, 9), entry(5, 9), entry(None, 3), entry(6, 2, "SOMEDAY"), manga, None]
    document = read(source_of(json.dumps(answer(*rows))), skipped)
    assert [each["anime_id"] for each in document["list"]] == [5]
    assert skipped == {"no_mal_id": 2, "status": 1, "manga": 1}


@pytest.mark.parametrize(
    ("content", "error", "complaint"),
    [
        (json.dumps({"lists": [{"series_id": 4}]}), WrongFormatError, "an object with lists"),
        (json.dumps([1]), WrongFormatError, "found a list"),
        (json.dumps(answer(name="")), WrongFormatError, "no user.name"),
        (json.dumps(answer(entry(None, 1))), WrongFormatError, "idMal"),
        ('{"lists": [', BrokenFileError, "not whole JSON"),
        ("[" * 200_000, BrokenFileError, "not whole JSON"),
    ],
    ids=range(6),
)
def test_other_files_are_refused(source_of, skipped, content, error, complaint):
    with pytest.raises(error, match=complaint):
        read(source_of(content), skipped)
