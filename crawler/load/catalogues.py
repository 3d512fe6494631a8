"""Titles of the CSV datasets: CooperUnion's (2017) and Hernan4444's (2020), which S1 took over."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from crawler.load import files, plain_values
from crawler.load.documents import Loaded
from crawler.load.errors import BrokenFileError
from crawler.load.files import Source
from crawler.pages import values

Row = Mapping[str, str]
COOPERUNION = ("anime_id", "name", "genre", "type", "episodes", "rating", "members")
# Of 35 columns those that tell it from every other file; "Genders" stands in its description.
HERNAN4444 = ("MAL_ID", "Name", "Score", "Type", "Episodes", "Aired", "Premiered", "Score-10")
# The misspelt column is the dataset's own.
SYNOPSES = ("MAL_ID", "Name", "Score", "Genres", "sypnopsis")
_LONGEST_FIELD = 100_000


def header(source: Source) -> tuple[str, ...]:
    """Return the column names of a CSV file, or none when its first line cannot be a header."""
    line = source.head.split(b"\n", 1)[0].decode("utf-8-sig", "replace").strip("\r\n")
    try:
        return tuple(name.strip() for name in next(csv.reader([line]), []))
    except csv.Error:
        return ()


def read_cooperunion(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the titles of CooperUnion's anime.csv."""
    return _titles(source, skipped, _cooperunion)


def read_hernan4444(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the titles of Hernan4444's anime.csv, S1's all_anime.csv."""
    return _titles(source, skipped, _hernan4444)


def read_synopses(source: Source, skipped: Counter[str]) -> Iterator[Loaded]:
    """Yield the stories of Hernan4444's anime_with_synopsis.csv, S1's synopses.csv."""
    return _titles(source, skipped, _synopses)


def _titles(
    source: Source, skipped: Counter[str], facts: Callable[[Row], dict[str, Any]]
) -> Iterator[Loaded]:
    for row in _rows(source, skipped):
        id_ = plain_values.anime_id(row.get("anime_id") or row.get("MAL_ID"))
        title = plain_values.text(row.get("name") or row.get("Name"))
        if id_ is None or title is None:
            skipped["anime_id" if id_ is None else "title"] += 1
            continue
        yield Loaded("anime", {"_id": id_, "title": title, **plain_values.known(facts(row))})


def _rows(source: Source, skipped: Counter[str]) -> Iterator[Row]:
    names = header(source)
    with source.open() as stream:
        lines = (
            line.decode("utf-8-sig", "replace").replace("\0", "") + "\n"
            for line in files.lines(stream)
        )
        reader = csv.reader(lines)
        try:
            next(reader, None)
            for row in reader:
                if len(row) != len(names):
                    skipped["columns"] += bool(row)
                elif max(map(len, row)) > _LONGEST_FIELD:
                    skipped["too_long"] += 1
                else:
                    yield dict(zip(names, row, strict=True))
        except csv.Error as error:
            raise BrokenFileError(
                f"{source.path} is broken near line {reader.line_num} ({error}): fetch it again"
            ) from error


def _cooperunion(row: Row) -> dict[str, Any]:
    return {
        "genres": plain_values.split(row["genre"]),
        "type": plain_values.text(row["type"]),
        "episodes": plain_values.positive(row["episodes"]),
        "score": plain_values.score(row["rating"]),
        "members": plain_values.whole(row["members"]),
    }


def _hernan4444(row: Row) -> dict[str, Any]:
    first, _, last = row["Aired"].partition(" to ")
    return {
        **{ours: plain_values.text(row.get(name)) for ours, name in _WORDS.items()},
        **{ours: plain_values.split(row.get(name)) for ours, name in _PARTS.items()},
        **{ours: plain_values.positive(row.get(name)) for ours, name in _NUMBERS.items()},
        "genres": plain_values.split(row.get("Genres") or row.get("Genders")),
        "score": plain_values.score(row["Score"]),
        "favorites": plain_values.whole(row.get("Favorites")),
        "minutes": values.minutes(plain_values.text(row.get("Duration"))),
        "aired_from": values.date(first),
        "aired_to": values.date(last),
        "score_votes": _votes(row),
        "watching": _watching(row),
    }


_WORDS = {
    "title_english": "English name", "title_japanese": "Japanese name", "type": "Type",
    "season": "Premiered", "source": "Source", "rating": "Rating",
}  # fmt: skip
_PARTS = {"producers": "Producers", "licensors": "Licensors", "studios": "Studios"}
_NUMBERS = {
    "episodes": "Episodes", "rank": "Ranked", "popularity": "Popularity", "members": "Members",
}  # fmt: skip


def _votes(row: Row) -> list[int] | None:
    """Return the votes for 1 to 10; a score that nobody gave is "Unknown" in the file."""
    votes = [plain_values.whole(row.get(f"Score-{score}")) for score in range(1, 11)]
    return [count or 0 for count in votes] if any(votes) else None


def _watching(row: Row) -> dict[str, int] | None:
    names = ("Watching", "Completed", "On-Hold", "Dropped", "Plan to Watch")
    counts = {
        name.lower().replace("-", "_").replace(" ", "_"): plain_values.whole(row.get(name))
        for name in names
    }
    whole = {name: count for name, count in counts.items() if count is not None}
    return whole if len(whole) == len(names) else None


def _synopses(row: Row) -> dict[str, Any]:
    synopsis = plain_values.paragraphs(row["sypnopsis"])
    return {
        "genres": plain_values.split(row["Genres"]),
        "score": plain_values.score(row["Score"]),
        "synopsis": None if (synopsis or "").startswith("No synopsis") else synopsis,
    }
