import json

import pytest

from crawler.load import jikan
from crawler.load.errors import BrokenFileError, WrongFormatError


def named(*names):
    return [{"mal_id": at, "type": "anime", "name": name} for at, name in enumerate(names, 1)]


TITLE = {
    "mal_id": 901,
    "images": {"jpg": {"image_url": "https://cdn.myanimelist.net/images/anime/1/901.jpg"}},
    "titles": [
        {"type": "Default", "title": "Kelp Deacon"},
        {"type": "Synonym", "title": "The Deacon"},
        {"type": "English", "title": "Deacon of Kelp"},
    ],
    "title": "Kelp Deacon",
    "title_japanese": "昆布",
    "type": "TV",
    "source": "Original",
    "episodes": 26,
    "status": "Finished Airing",
    "aired": {
        "from": "1998-04-03T00:00:00+00:00",
        "prop": {
            "from": {"day": 3, "month": 4, "year": 1998},
            "to": {"day": None, "month": 4, "year": 1999},
        },
    },
    "duration": "24 min per ep",
    "rating": "PG-13 - Teens 13 or older",
    "score": 8.25,
    "scored_by": 1200,
    "rank": None,
    "popularity": 43,
    "members": 5000,
    "favorites": 0,
    "synopsis": "Kelp grows.\r\n\r\nIt is harvested.\n",
    "background": None,
    "season": "spring",
    "year": 1998,
    "broadcast": {"string": "Saturdays at 01:00 (JST)"},
    "producers": named("Tide House"),
    "licensors": [],
    "studios": named("Rock Pool"),
    "genres": named("Drama", "Sea"),
    "explicit_genres": [],
    "themes": named("Work"),
    "demographics": [],
    "relations": [
        {"relation": "Side story", "entry": [*named("Kelp Deacon: Storm")]},
        {"relation": "Adaptation", "entry": [{"mal_id": 4, "type": "manga", "name": "Kelp"}]},
    ],
    "theme": {"openings": ['1: "Tide" by Brine (eps 1-26)'], "endings": []},
}


def read(source, skipped):
    return [(each.collection, each.document) for each in jikan.read(source, skipped)]


def test_a_title_in_full(source_of, skipped):
    ((collection, document),) = read(source_of(json.dumps({"data": TITLE})), skipped)
    assert collection == "anime"
    assert document == {
        "_id": 901,
        "title": "Kelp Deacon",
        "title_english": "Deacon of Kelp",
        "title_japanese": "昆布",
        "synonyms": ["The Deacon"],
        "type": "TV",
        "source": "Original",
        "status": "Finished Airing",
        "rating": "PG-13 - Teens 13 or older",
        "episodes": 26,
        "scored_by": 1200,
        "popularity": 43,
        "members": 5000,
        "favorites": 0,
        "score": 8.25,
        "minutes": 24,
        "synopsis": "Kelp grows.\n\nIt is harvested.",
        "aired_from": "1998-04-03",
        "aired_to": "1999-04",
        "season": "Spring 1998",
        "broadcast": "Saturdays at 01:00 (JST)",
        "producers": ["Tide House"],
        "studios": ["Rock Pool"],
        "themes": ["Work"],
        "genres": ["Drama", "Sea"],
        "openings": ['"Tide" by Brine (eps 1-26)'],
        "img_url": "https://cdn.myanimelist.net/images/anime/1/901.jpg",
        "related": [{"relation": "Side Story", "anime_id": 1, "title": "Kelp Deacon: Storm"}],
    }
    assert not skipped


REVIEW = {
    "mal_id": 7001, "type": "anime", "review": "Wet.", "score": 8, "date": "2022-02-13T07:00:00",
    "tags": ["Recommended"], "entry": {"mal_id": 901}, "user": {"username": "wren_41"},
}  # fmt: skip


def test_pages_of_titles_reviews_and_recommendations(source_of, skipped):
    pair = "https://myanimelist.net/recommendations/anime/17-901"
    votes = {"entry": {"mal_id": 17}, "url": pair, "votes": 12}
    answers = [{"data": [REVIEW, votes]}, {"data": [TITLE, {"mal_id": 3, "name": "Work"}]}]
    for content in (json.dumps(answers), "\n".join(map(json.dumps, answers))):
        found = read(source_of(content), skipped)
        assert [name for name, _ in found] == ["reviews", "anime", "anime"]
        assert found[0][1] == {
            "_id": 7001, "anime_id": 901, "user": "wren_41", "score": 8,
            "verdict": "Recommended", "text": "Wet.", "date": "2022-02-13",
        }  # fmt: skip
        assert found[2][1] == {"_id": 901, "recommendations": [{"anime_id": 17, "votes": 12}]}
    assert skipped == {"neither_title_nor_review": 2}


@pytest.mark.parametrize(
    ("content", "error", "complaint"),
    [
        ({"data": {"mal_id": 4, "username": "wren"}}, WrongFormatError, "mal_id, username"),
        ({"data": {**TITLE, "chapters": 4}}, WrongFormatError, "found an object"),
        ([], WrongFormatError, "found nothing"),
        ({"data": 3}, WrongFormatError, "found a number"),
    ],
    ids=range(4),
)
def test_other_files_are_refused(source_of, skipped, content, error, complaint):
    with pytest.raises(error, match=complaint):
        read(source_of(json.dumps(content)), skipped)


def test_a_cut_file_is_refused(source_of, skipped):
    with pytest.raises(BrokenFileError, match="not whole JSON"):
        read(source_of(json.dumps({"data": TITLE})[:-9]), skipped)
