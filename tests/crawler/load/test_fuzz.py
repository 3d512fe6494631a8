"""Mutated files into every reader: documents of the right shape, or an error of our own."""

import gzip
import json
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.load import formats
from crawler.load.errors import LoadError
from crawler.load.files import Source
from crawler.load.formats import FORMATS, Titles
from crawler.load.user_rows import Gatherer, Mark, survey
from store import schema

EXPORT = (
    b'<?xml version="1.0" encoding="UTF-8" ?><!-- Version 1.1.0 --><myanimelist><myinfo>'
    b"<user_name>wren_41</user_name></myinfo><anime><series_animedb_id>5</series_animedb_id>"
    b"<series_title><![CDATA[Kelp]]></series_title><my_watched_episodes>3</my_watched_episodes>"
    b"<my_score>9</my_score><my_status>Completed</my_status></anime></myanimelist>"
)
ANILIST = {
    "user": {"name": "wren", "mediaListOptions": {"scoreFormat": "POINT_5"}},
    "lists": [{"entries": [{"status": "PAUSED", "score": 3.5, "progress": 2, "updatedAt": 9,
                            "media": {"idMal": 5, "type": "ANIME"}}]}],
}  # fmt: skip
JIKAN = {
    "data": [
        {"mal_id": 5, "title": "Kelp", "episodes": 3, "duration": "24 min", "score": 7.5,
         "aired": {"prop": {"from": {"day": 3, "month": 4, "year": 1998}}}, "season": "fall",
         "year": 1998, "genres": [{"name": "Drama"}], "theme": {"openings": ["1: Tide"]},
         "relations": [{"relation": "Sequel", "entry": [{"mal_id": 6, "type": "anime"}]}],
         "titles": [{"type": "English", "title": "Kelp"}], "broadcast": {"string": "Sundays"}},
        {"mal_id": 7, "review": "Wet.", "entry": {"mal_id": 5}, "tags": ["Recommended"],
         "user": {"username": "wren"}, "date": "2022-01-01", "score": 3},
        {"entry": {"mal_id": 6}, "url": "/recommendations/anime/5-6", "votes": 3},
    ]
}  # fmt: skip
MANAMI = {
    "repository": "anime-offline-database",
    "data": [{"sources": ["https://myanimelist.net/anime/5"], "title": "Kelp", "type": "TV",
              "episodes": 3, "status": "FINISHED", "synonyms": ["K"], "picture": "https://a",
              "animeSeason": {"season": "FALL", "year": 1998}, "duration": {"value": 1440}}],
}  # fmt: skip
COOPERUNION = b'anime_id,name,genre,type,episodes,rating,members\n5,Kelp,"Drama, Sea",TV,3,7.5,9\n'
ANIMELIST = (
    b"user_id,anime_id,rating,watching_status,watched_episodes\n1,5,9,2,3\n1,6,0,6,0\n2,5,7,1,1\n"
)
HERNAN4444 = (
    b"MAL_ID,Name,Score,Genres,Type,Episodes,Aired,Premiered,Duration,Members,Watching,Score-10\n"
    b'5,Kelp,7.5,"Drama",TV,3,"Apr 3, 1998 to ?",Fall 1998,24 min.,9,4,3\n'
)
SYNOPSES = b'MAL_ID,Name,Score,Genres,sypnopsis\n5,Kelp,7.5,Drama,"It ""grows""."\n'
FILES = {
    "mal": EXPORT,
    "anilist": json.dumps(ANILIST).encode(),
    "jikan": json.dumps(JIKAN).encode(),
    "manami": json.dumps(MANAMI).encode(),
    "manami lines": b"\n".join(json.dumps(x).encode() for x in [{}, *MANAMI["data"] * 2]),
    "cooperunion": COOPERUNION,
    "hernan4444": HERNAN4444,
    "synopses": SYNOPSES,
    "animelist": ANIMELIST,
}
CHECKS = {name: schema.check_of(hint) for name, hint in schema.DOCUMENTS.items()}
# What breaks parsers: marks of each format, numbers out of range, bytes that are no text.
PIECES = [
    b"", b"<", b">", b"<anime>", b"]]>", b"&x;", b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b'"', b",",
    b"\n", b"\r\n", b"{", b"}", b"[", b"]", b":", b"null", b"true", b"NaN", b"-1", b"1e999", b"-0",
    b"99999999999999999999", b"0.5", b'"\\ud800"', b'{"mal_id": 4}', b"Infinity", b"7.0", b"x" * 99,
]  # fmt: skip


@st.composite
def mutated(draw, content):
    """Some places of the file cut out, doubled or replaced."""
    raw = content
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(raw)))
        stop = min(len(raw), start + draw(st.sampled_from([0, 1, 3, 12, 60])))
        kept = draw(st.sampled_from([b"", raw[start:stop] * 2]))
        raw = raw[:start] + kept + draw(st.sampled_from(PIECES)) + raw[stop:]
    return raw


@st.composite
def reshaped(draw, value):
    """A JSON value some of whose parts are of another type."""
    if isinstance(value, dict):
        return {key: draw(reshaped(inner)) for key, inner in value.items()}
    if isinstance(value, list):
        return [draw(reshaped(inner)) for inner in value]
    others = [value] * 5 + [None, -1, 0, 2**70, 1.5, float("nan"), True, "", "7", [], {}, [[]]]
    return draw(st.sampled_from(others))


def read_all(path):
    """Read a file as whatever it may be; check all that comes out."""
    complaints = []
    for each in FORMATS:
        try:
            kind = formats.recognise(Source(path), each.name)
            if isinstance(kind, Titles):
                for loaded in kind.read(kind.source, Counter()):
                    assert not list(CHECKS[loaded.collection](loaded.document, "")), loaded
                    assert loaded.document["_id"]
                    json.dumps(loaded.document, allow_nan=False).encode()
            else:
                surveyed = survey(kind.rows, lambda position: None)
                gatherer = Gatherer(kind.rows, kind.dataset, surveyed, Counter())
                for lists in gatherer.lists(Mark()):
                    assert all(member.document["_id"] for member in lists.members)
        except LoadError as error:
            complaints.append(str(error))
    assert all(str(path) in complaint for complaint in complaints)


relaxed = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize("name", FILES)
def test_the_files_themselves_are_read(name, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(FILES[name])
    read_all(path)
    assert formats.recognise(Source(path), "auto")


@relaxed
@given(data=st.data())
@pytest.mark.parametrize("name", FILES)
def test_mutated_bytes(name, data, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(data.draw(mutated(FILES[name])))
    read_all(path)


@relaxed
@given(data=st.data())
@pytest.mark.parametrize("content", [ANILIST, JIKAN, MANAMI], ids=["anilist", "jikan", "manami"])
def test_values_of_other_types(content, data, tmp_path):
    path = tmp_path / "file"
    path.write_text(json.dumps(data.draw(reshaped(content))))
    read_all(path)


@relaxed
@given(data=st.data())
def test_damaged_gzip(data, tmp_path):
    path = tmp_path / "file"
    path.write_bytes(data.draw(mutated(gzip.compress(EXPORT))))
    read_all(path)


def test_a_gigabyte_without_an_end_is_given_up(tmp_path):
    """Sparse on disk and small in gzip; none of it may be held."""
    path = tmp_path / "line.csv"
    with path.open("wb") as file:
        file.write(ANIMELIST)
        file.truncate(1 << 30)
    read_all(path)
    packed = tmp_path / "bomb.gz"
    packed.write_bytes(gzip.compress(b'{"data": ["' + bytes(300_000_000), 1))
    read_all(packed)
