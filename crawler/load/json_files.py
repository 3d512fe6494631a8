"""JSON of strangers: whole files and JSON lines, bounded, with errors of our own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from crawler.load import files
from crawler.load.errors import BrokenFileError
from crawler.load.files import Source

LARGEST = 192 * files.MEGABYTE


def whole(source: Source) -> Any:
    """Return what a JSON file says.

    Raises
    ------
    LoadError
        When it is over 192 MB, cut, or nested too deep.
    """
    text = source.read(LARGEST).decode("utf-8-sig", "replace")
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BrokenFileError(
            f"{source.path} is not whole JSON ({error}): fetch or export it again"
        ) from error


def each_line(source: Source, skipped: Counter[str]) -> Iterator[Any]:
    """Yield what each line of a JSON lines file says; lines that say nothing are counted."""
    with source.open() as stream:
        for line in files.lines(stream):
            if not line.strip():
                continue
            try:
                yield json.loads(line.decode("utf-8-sig", "replace"))
            except (ValueError, RecursionError):
                skipped["not_json"] += 1


def is_lines(source: Source) -> bool:
    """Whether the first line is a JSON document of its own and more follows."""
    first, line_feed, rest = source.head.partition(b"\n")
    if not line_feed or not rest.strip():
        return False
    try:
        return isinstance(json.loads(first.decode("utf-8-sig", "replace")), dict)
    except (ValueError, RecursionError):
        return False


def name_of(value: Any) -> str:
    """Return what kind of thing a JSON value is, in a few words for an error."""
    if isinstance(value, dict):
        return "an object with " + (", ".join(sorted(map(str, value))[:6]) or "nothing")
    return {list: "a list", str: "a text", type(None): "null"}.get(type(value), "a number")
