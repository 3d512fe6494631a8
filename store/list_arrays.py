"""A member's list as arrays, straight from the bytes that MongoDB sends.

The entries of a list all have the same fields, so that in BSON they stand at equal distances; only
the names of the places ("0", "10", "100") grow. Each stretch of one width is a matrix of bytes, and
a field is four columns of it. A list that is not so even is decoded entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import bson
import numpy as np
from bson.raw_bson import RawBSONDocument
from numpy.typing import NDArray

FIELDS = ("anime_id", "score", "status", "episodes")
UNKNOWN = -1
_DOCUMENT, _INT32 = 0x03, 0x10
_LIST = b"\x04list\0"
_WORD = 4  # bytes of an int32
_NAME = 13  # where the text of a first field _id begins: after two words and its key
_TO_LIST = len(_LIST) + 1  # from the end of that text to the list


def read(member: Mapping[str, Any]) -> tuple[str, NDArray[np.int32]]:
    """Return the name of a member and the list, (4, n) int32: `FIELDS`; -1 for what is lacking.

    Parameters
    ----------
    member
        A document, raw or not, with its ``_id`` and, perhaps, its ``list``.
    """
    if isinstance(member, RawBSONDocument):
        raw = bytes(member.raw)
        start = _list_start(raw)
        even = None if start is None else _even(raw, start)
        if start is not None and even is not None:
            return raw[_NAME : start - _TO_LIST].decode(), even
        member = bson.decode(raw)
    return str(member["_id"]), _any(member.get("list", []))


def _any(entries: list[Mapping[str, Any]]) -> NDArray[np.int32]:
    rows = [[entry.get(field, UNKNOWN) for field in FIELDS] for entry in entries]
    return np.array(rows, dtype=np.int32).reshape(-1, len(FIELDS)).T


def _even(raw: bytes, start: int) -> NDArray[np.int32] | None:
    """Return the columns of a list of equal entries; None when they are not equal."""
    if raw[start + _WORD] != _DOCUMENT:
        return None
    entry_start = start + _WORD + len(b"\x030\0")
    entry = raw[entry_start : entry_start + _number(raw, entry_start)]
    places = _places(entry)
    if places is None:
        return None
    parts = []
    wanted = np.add.outer(places, np.arange(_WORD)).ravel()
    inside = np.frombuffer(raw, np.uint8)[start + _WORD : start + _number(raw, start) - 1]
    for stretch in _stretches(inside, len(entry)):
        if not _like(stretch, entry, places):
            return None
        parts.append(np.ascontiguousarray(stretch[:, wanted]).view("<i4"))
    return np.concatenate(parts).T


def _list_start(raw: bytes) -> int | None:
    """Return where the array ``list`` begins, right after an ``_id`` that is a string."""
    if not raw.startswith(b"\x02_id\0", _WORD):
        return None
    after = _NAME + _number(raw, _NAME - _WORD)
    return after + len(_LIST) if raw.startswith(_LIST, after) else None


def _places(entry: bytes) -> list[int] | None:
    """Return where the values of `FIELDS` stand in an entry of 32-bit numbers."""
    found = []
    for field in FIELDS:
        key = bytes([_INT32]) + field.encode() + b"\0"
        at = entry.find(key)
        if at < 0:
            return None
        found.append(at + len(key))
    return found


def _stretches(inside: NDArray[np.uint8], size: int) -> Iterator[NDArray[np.uint8]]:
    """Yield the entries whose place is written with 1, 2, .. digits, (n, size) bytes each.

    Bytes that are left over come as an uneven last stretch, which is like no entry.
    """
    digits = 1
    while len(inside):
        n_places = 10 if digits == 1 else 9 * 10 ** (digits - 1)
        width = 2 + digits + size
        n = min(n_places, len(inside) // width)
        if n == 0:
            yield np.zeros((1, size), dtype=np.uint8)
            return
        yield inside[: n * width].reshape(n, width)[:, 2 + digits :]
        inside = inside[n * width :]
        digits += 1


def _like(stretch: NDArray[np.uint8], entry: bytes, places: list[int]) -> bool:
    """Tell whether all entries are the first one but for the values."""
    same = np.ones(len(entry), dtype=bool)
    for at in places:
        same[at : at + _WORD] = False
    return bool((stretch[:, same] == np.frombuffer(entry, np.uint8)[same]).all())


def _number(raw: bytes, at: int) -> int:
    return int.from_bytes(raw[at : at + _WORD], "little", signed=True)
