import json

import pytest
from backports import zstd

from crawler.load import manami
from crawler.load.errors import BrokenFileError, TooLargeError, WrongFormatError


def entry(*sources, **fields):
    return {
        "sources": list(sources),
        "title": "Kelp Deacon",
        "type": "MOVIE",
        "episodes": 1,
        "status": "FINISHED",
        "animeSeason": {"season": "SPRING", "year": 1998},
        "picture": "https://cdn.myanimelist.net/images/anime/1/901.jpg",
        "thumbnail": "https://cdn.myanimelist.net/images/anime/1/901t.jpg",
        "duration": {"value": 5430, "unit": "SECONDS"},
        "score": {"arithmeticMean": 7.1},
        "synonyms": ["The Deacon", "昆布"],
        "studios": ["rock pool"],
        "producers": [],
        "relatedAnime": ["https://myanimelist.net/anime/902"],
        "tags": ["sea"],
        **fields,
    }


MAL = "https://myanimelist.net/anime/901"
ABOUT = {"license": {"name": "ODbL"}, "repository": "anime-offline-database"}
ROWS = [
    entry("https://anidb.net/anime/1", MAL),
    entry("https://anidb.net/anime/2"),
    entry("https://myanimelist.net/anime/903", type="UNKNOWN", episodes=0, status="UNKNOWN",
          animeSeason={"season": "UNDEFINED"}, duration=None, picture="https://example.org/a.png",
          synonyms=[]),
]  # fmt: skip


def read(source, skipped):
    loaded = list(manami.read(source, skipped))
    assert {each.collection for each in loaded} <= {"anime"}
    return [each.document for each in loaded]


@pytest.mark.parametrize(
    "content",
    [
        json.dumps({**ABOUT, "data": ROWS}, indent=2),
        json.dumps({**ABOUT, "data": ROWS}),
        "\n".join(json.dumps(row) for row in [ABOUT, *ROWS]),
        "\n".join(json.dumps(row) for row in ROWS),
    ],
    ids=["pretty", "minified", "lines", "lines without the first"],
)
@pytest.mark.parametrize("pack", [bytes, zstd.compress], ids=["plain", "zst"])
def test_titles_that_mal_knows(source_of, skipped, content, pack):
    first, second = read(source_of(pack(content.encode())), skipped)
    assert first == {
        "_id": 901,
        "title": "Kelp Deacon",
        "type": "Movie",
        "status": "Finished Airing",
        "episodes": 1,
        "season": "Spring 1998",
        "minutes": 91,
        "synonyms": ["The Deacon", "昆布"],
        "img_url": "https://cdn.myanimelist.net/images/anime/1/901.jpg",
    }
    assert second == {"_id": 903, "title": "Kelp Deacon"}
    assert skipped["no_mal_id"] == 1


def test_lines_that_say_nothing_are_counted(source_of, skipped):
    lines = [json.dumps(ABOUT), "{", json.dumps(ROWS[0]), "[" * 9999, "", "3"]
    assert len(read(source_of("\n".join(lines)), skipped)) == 1
    assert skipped == {"not_json": 2, "no_sources": 1}


def test_other_files_are_refused(source_of, skipped):
    with pytest.raises(WrongFormatError, match="an object with license, repository"):
        read(source_of(json.dumps(ABOUT)), skipped)
    whole = zstd.compress(json.dumps({"data": ROWS}).encode())
    with pytest.raises(BrokenFileError, match="cannot be unpacked"):
        read(source_of(whole[:-9]), skipped)
    with pytest.raises(TooLargeError, match="line of more than 1 MB"):
        read(source_of(b'{"sources": []}\n{"a": "' + b"x" * 3_000_000), skipped)
