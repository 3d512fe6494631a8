import gzip

import pytest

from crawler.load import catalogues
from crawler.load.errors import BrokenFileError, TooLargeError

COOPERUNION = ",".join(catalogues.COOPERUNION)
HERNAN4444 = (
    "MAL_ID,Name,Score,Genres,English name,Japanese name,Type,Episodes,Aired,Premiered,Producers,"
    "Licensors,Studios,Source,Duration,Rating,Ranked,Popularity,Members,Favorites,Watching,"
    "Completed,On-Hold,Dropped,Plan to Watch,Score-10,Score-9,Score-8,Score-7,Score-6,Score-5,"
    "Score-4,Score-3,Score-2,Score-1"
)


def read(reader, source, skipped):
    return [each.document for each in reader(source, skipped)]


def test_cooperunion_titles(source_of, skipped):
    rows = [
        '901,Kelp Deacon&#039;s Day,"Drama, Sea",TV,26,8.25,5000',
        "902,Moth Harbour,,Movie,Unknown,,17",
        "x,No id,Drama,TV,1,5.0,3",
        "903,,Drama,TV,1,5.0,3",
        "904,Too few",
    ]
    source = source_of("\r\n".join([COOPERUNION, *rows]))
    assert read(catalogues.read_cooperunion, source, skipped) == [
        {
            "_id": 901,
            "title": "Kelp Deacon's Day",
            "genres": ["Drama", "Sea"],
            "type": "TV",
            "episodes": 26,
            "score": 8.25,
            "members": 5000,
        },
        {"_id": 902, "title": "Moth Harbour", "type": "Movie", "members": 17},
    ]
    assert skipped == {"anime_id": 1, "title": 1, "columns": 1}


def test_hernan4444_titles(source_of, skipped):
    known = (
        '901,Kelp Deacon,8.25,"Drama, Sea",Deacon of Kelp,昆布,TV,26,"Apr 3, 1998 to Apr, 1999",'
        'Spring 1998,"Tide House, Brine",Unknown,Rock Pool,Original,24 min. per ep.,PG-13,28.0,39,'
        "5000,61,1,2,3,4,5,229.0,182.0,Unknown,62.0,20.0,8.0,3.0,1.0,7.0,Unknown"
    )
    unknown = "902,Moth Harbour" + ",Unknown" * 16 + ",0,0,0,0,0,0,0" + ",Unknown" * 10
    source = source_of(gzip.compress("\n".join([HERNAN4444, known, unknown]).encode()))
    first, second = read(catalogues.read_hernan4444, source, skipped)
    assert first == {
        "_id": 901,
        "title": "Kelp Deacon",
        "title_english": "Deacon of Kelp",
        "title_japanese": "昆布",
        "type": "TV",
        "season": "Spring 1998",
        "source": "Original",
        "rating": "PG-13",
        "producers": ["Tide House", "Brine"],
        "studios": ["Rock Pool"],
        "episodes": 26,
        "rank": 28,
        "popularity": 39,
        "members": 5000,
        "genres": ["Drama", "Sea"],
        "score": 8.25,
        "favorites": 61,
        "minutes": 24,
        "aired_from": "1998-04-03",
        "aired_to": "1999-04",
        "score_votes": [0, 7, 1, 3, 8, 20, 62, 0, 182, 229],
        "watching": {
            "watching": 1, "completed": 2, "on_hold": 3, "dropped": 4, "plan_to_watch": 5,
        },
    }  # fmt: skip
    assert {"_id", "title", "favorites", "watching"} == set(second)
    assert not skipped


def test_synopses(source_of, skipped):
    rows = [
        "MAL_ID,Name,Score,Genres,sypnopsis",
        '901,Kelp Deacon,8.25,"Drama, Sea","Kelp ""grows"".\n\nIt is harvested."',
        "902,Moth Harbour,Unknown,Unknown,No synopsis information has been added to this title.",
    ]
    first, second = read(catalogues.read_synopses, source_of("\n".join(rows)), skipped)
    assert first["synopsis"] == 'Kelp "grows".\n\nIt is harvested.'
    assert second == {"_id": 902, "title": "Moth Harbour"}


def test_hostile_files_are_bounded(source_of, skipped):
    line = COOPERUNION + "\n901," + "x" * 5_000_000
    with pytest.raises(TooLargeError, match="line of more than 1 MB"):
        read(catalogues.read_cooperunion, source_of(line), skipped)
    quoted = COOPERUNION + '\n901,"' + "x\n" * 200_000
    with pytest.raises(BrokenFileError, match="broken near line"):
        read(catalogues.read_cooperunion, source_of(quoted), skipped)
    long = COOPERUNION + "\n901," + "x" * 120_000 + ",Drama,TV,1,5.0,3"
    assert read(catalogues.read_cooperunion, source_of(long), skipped) == []
    assert skipped == {"too_long": 1}
