"""What a visitor says of one title, and a whole list of it packed into few letters.

In an address a list is readable while it is short (``10-9.5-8h.20-p``: a 9, an 8.5, one planned)
and packed when it is long: ids as differences, one byte a mark, deflated, in letters that are safe
in an address. A thousand titles take some 2,100 letters.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from webapp.question.query import MAX_ID, MAX_RATING, MIN_RATING

WATCHED, WATCHING, DROPPED, PLANNED, HIDDEN = STATES = ("w", "c", "d", "p", "x")
# An address of more than 4,094 letters does not pass every server on its way.
MAX_MARKS = 2000
MAX_PACKED = 3600
# Lists up to here are written so that a person can read them.
MAX_READABLE = 24
_TOKEN = re.compile(r"(\d{1,10})-(?:(\d{1,2})(h?))?([wcdpx]?)", re.ASCII)
# Half points of a score, 0 for none; 21 values a state fill a byte.
_N_SCORES = 2 * MAX_RATING + 1


@dataclass(frozen=True)
class Mark:
    """What is said of a title.

    Attributes
    ----------
    state
        One of `STATES`: watched, being watched, dropped, planned, not wanted.
    score
        1 to 10, halves allowed; None without one.
    """

    state: str = WATCHED
    score: float | None = None

    @property
    def token(self) -> str:
        """The mark in letters: ``9``, ``8h``, ``4d``, ``p``."""
        if self.score is None:
            return self.state
        doubled = round(2 * self.score)
        half = "h" if doubled % 2 else ""
        return f"{doubled // 2}{half}{self.state if self.state != WATCHED else ''}"


Marks = Mapping[int, Mark]


def read_token(text: str) -> tuple[int, Mark]:
    """Read ``ID-MARK``, as ``5-8h`` for eight and a half or ``5-p`` for planned.

    Raises
    ------
    ValueError
        When it is something else.
    """
    found = _TOKEN.fullmatch(text)
    if not found or not (found[2] or found[4]):
        raise ValueError(f"{text[:40]!r} is no mark: write ID-SCORE or ID-p")
    anime_id = int(found[1])
    score = int(found[2]) + 0.5 * bool(found[3]) if found[2] else None
    in_range = score is None or MIN_RATING <= score <= MAX_RATING
    if not (0 < anime_id <= MAX_ID and in_range):
        raise ValueError(f"{text[:40]!r} is out of range")
    return anime_id, Mark(found[4] or WATCHED, score)


def written(marks: Marks) -> str:
    """Return the marks in readable letters."""
    return ".".join(f"{anime_id}-{mark.token}" for anime_id, mark in marks.items())


def pack(marks: Marks) -> str:
    """Return the marks in few letters; their order is not kept."""
    ids = sorted(marks)
    gaps = (id_ - before for before, id_ in zip([0, *ids], ids, strict=False))
    numbers = b"".join(map(_varint, gaps))
    codes = bytes(_code(marks[id_]) for id_ in ids)
    packed = zlib.compress(_varint(len(ids)) + numbers + codes, 9, wbits=-15)
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode("ascii")


def unpack(text: str) -> dict[int, Mark]:
    """Return what `pack` packed, by ascending id.

    Raises
    ------
    ValueError
        When it was cut or changed, or holds more than `MAX_MARKS` marks.
    """
    if len(text) > MAX_PACKED:
        raise ValueError(f"a packed list has at most {MAX_PACKED} letters, not {len(text)}")
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        inflate = zlib.decompressobj(wbits=-15)
        # An id takes five bytes at most, its mark one.
        numbers = inflate.decompress(data, 6 * MAX_MARKS + 8)
    except (ValueError, binascii.Error, zlib.error) as error:
        raise ValueError("the packed list is damaged") from error
    if not inflate.eof or inflate.unused_data:
        raise ValueError("the packed list is cut")
    return _unpacked(numbers)


def _unpacked(data: bytes) -> dict[int, Mark]:
    numbers = _varints(data)
    n_marks, start = next(numbers, (0, 0))
    if n_marks > MAX_MARKS:
        raise ValueError(f"a packed list holds at most {MAX_MARKS} titles, not {n_marks}")
    marks, anime_id = {}, 0
    gaps = [next(numbers, (0, start)) for _ in range(n_marks)]
    codes = data[gaps[-1][1] if gaps else start :]
    if len(codes) != n_marks:
        raise ValueError("the packed list is cut")
    for (gap, _), code in zip(gaps, codes, strict=True):
        anime_id += gap
        if gap < 1 or anime_id > MAX_ID:
            raise ValueError("the packed list is damaged")
        marks[anime_id] = _mark(code)
    return marks


def _code(mark: Mark) -> int:
    return STATES.index(mark.state) * _N_SCORES + round(2 * (mark.score or 0))


def _mark(code: int) -> Mark:
    state, doubled = divmod(code, _N_SCORES)
    if state >= len(STATES) or doubled == 1:
        raise ValueError("the packed list is damaged")
    return Mark(STATES[state], doubled / 2 if doubled else None)


def _varint(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the high bit says that more follow."""
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    parts.append(number)
    return bytes(parts)


def _varints(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield each number, and where the next one starts."""
    number = shift = 0
    for place, byte in enumerate(data, start=1):
        number |= (byte & 127) << shift
        shift = shift + 7 if byte & 128 else 0
        if not shift:
            yield number, place
            number = 0
        elif shift > 35:
            raise ValueError("the packed list is damaged")
