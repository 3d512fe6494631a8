"""A member's list as BSON, made from arrays: for datasets of a hundred million rows.

The bytes and the content hash are those of the same list stored as a dict; only that no row
becomes a Python object.
"""

from __future__ import annotations

import hashlib
import json
import struct
from functools import lru_cache

import numpy as np
from bson.raw_bson import RawBSONDocument
from numpy.typing import NDArray

from store.errors import MisalignedRows
from store.writes import Prepared

Column = NDArray[np.int32]
# Fields of an entry in the order of the stored bytes; "updated" follows them and is null.
_FIELDS = ("anime_id", "score", "status", "episodes")
_INT32, _DOCUMENT, _ARRAY, _NULL, _STRING = b"\x10", b"\x03", b"\x04", b"\x0a", b"\x02"
_ENTRY_TEXT = '{"anime_id": %d, "episodes": %d, "score": %d, "status": %d, "updated": null}'
_UPDATED = _NULL + b"updated\0"
# The longest list that fits a document of 16 MB with room for the other fields.
LONGEST = 230_000


def encode(
    name: str, anime_ids: Column, scores: Column, statuses: Column, episodes: Column
) -> Prepared:
    """Return a public list, ready for `store.users.upsert_encoded`.

    Parameters
    ----------
    name
        The member.
    anime_ids, scores, statuses, episodes
        (n,) int32, one row an entry, as `store.documents.ListEntry` words them.

    Raises
    ------
    MisalignedRows
        When the arrays are not of one length.
    """
    columns = (anime_ids, scores, statuses, episodes)
    if len({len(column) for column in columns}) > 1:
        raise MisalignedRows(
            f"list of {name!r}: columns of {[len(c) for c in columns]} rows: each row has all four"
        )
    hash_ = _content_hash(name, *columns)
    fields = [
        _text("_id", name),
        _ARRAY + b"list\0" + _array(columns),
        _text("list_state", "public"),
        _text("content_hash", hash_),
    ]
    return Prepared(name, hash_, RawBSONDocument(_document(fields)), {})


def _content_hash(
    name: str, anime_ids: Column, scores: Column, statuses: Column, episodes: Column
) -> str:
    """Return what `store.writes.content_hash` gives for the list as a dict."""
    numbers = np.stack([anime_ids, episodes, scores, statuses], axis=1).ravel().tolist()
    rows = ", ".join([_ENTRY_TEXT] * len(anime_ids)) % tuple(numbers)
    told = json.dumps(name, ensure_ascii=False)
    text = f'{{"_id": {told}, "list": [{rows}], "list_state": "public"}}'
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _array(columns: tuple[Column, ...]) -> bytes:
    """Return a BSON array of entries; their keys "0", "1", .. grow by a digit at 10, 100, .."""
    parts, start, digits = [], 0, 1
    while start < len(columns[0]):
        blank, offsets = _blank_entries(digits)
        stop = min(len(columns[0]), 10**digits)
        rows = blank[: stop - start].copy()
        for offset, column in zip(offsets, columns, strict=True):
            numbers = np.ascontiguousarray(column[start:stop], dtype="<i4")
            rows[:, offset : offset + 4] = numbers.view(np.uint8).reshape(-1, 4)
        parts.append(rows.tobytes())
        start, digits = stop, digits + 1
    return _document(parts)


@lru_cache(maxsize=8)
def _blank_entries(digits: int) -> tuple[NDArray[np.uint8], list[int]]:
    """Return the entries whose index has so many digits, all zero, and where their numbers go."""
    first = 0 if digits == 1 else 10 ** (digits - 1)
    indices = [str(index).encode() for index in range(first, min(10**digits, LONGEST))]
    entry = _document([*(_INT32 + f.encode() + b"\0" + bytes(4) for f in _FIELDS), _UPDATED])
    text = b"".join(_DOCUMENT + index + b"\0" + entry for index in indices)
    blank = np.frombuffer(text, dtype=np.uint8).reshape(len(indices), -1)
    # Type, key and its end, length of the entry; then each field's type and name.
    offsets, at = [], 1 + digits + 1 + 4
    for field in _FIELDS:
        at += 1 + len(field) + 1
        offsets.append(at)
        at += 4
    return blank, offsets


def _text(name: str, value: str) -> bytes:
    raw = value.encode() + b"\0"
    return _STRING + name.encode() + b"\0" + struct.pack("<i", len(raw)) + raw


def _document(parts: list[bytes]) -> bytes:
    body = b"".join(parts)
    return struct.pack("<i", len(body) + 5) + body + b"\0"
