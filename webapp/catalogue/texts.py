"""Many short texts in one array of bytes, and long ones put together from them in one pass.

A text is kept as JSON has it between quotation marks, so that it can be sent as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from ranking.compiled import compiled

Places = NDArray[np.int64]


class Texts(NamedTuple):
    """Texts by their places.

    Attributes
    ----------
    letters
        (n_bytes,) uint8, of all of them.
    starts, ends
        (n,) int32, where each one stands in `letters`.
    """

    letters: NDArray[np.uint8]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def texts_of(given: Iterable[bytes]) -> Texts:
    """Gather texts; equal ones stand in memory once."""
    numbers: dict[bytes, int] = {}
    which = np.array([numbers.setdefault(text, len(numbers)) for text in given], dtype=np.int64)
    ends = np.cumsum([len(text) for text in numbers], dtype=np.int32)
    starts = np.concatenate([[0], ends[:-1]]).astype(np.int32)
    letters = np.frombuffer(b"".join(numbers), dtype=np.uint8)
    return Texts(letters, starts[which], ends[which])


def joined(first: Texts, second: Texts) -> Texts:
    """Texts with others behind them."""
    n = len(first.letters)
    return Texts(
        np.concatenate([first.letters, second.letters]),
        np.concatenate([first.starts, second.starts + n]),
        np.concatenate([first.ends, second.ends + n]),
    )


def in_json(text: str) -> bytes:
    """Return a text as JSON has it, without the quotation marks."""
    return orjson.dumps(text)[1:-1]


def written(texts: Texts, places: Places, stops: Places) -> list[bytes]:
    """Put texts together.

    Parameters
    ----------
    texts
        What there is.
    places
        (n,) int64 places of the texts, one after the other.
    stops
        (n_written,) int64, ascending: how many of them stand before the end of each result.
    """
    letters, ends = _written(*texts, places, stops)
    whole = letters.tobytes()
    return [whole[start:end] for start, end in pairwise([0, *ends.tolist()])]


@compiled
def _written(
    letters: NDArray[np.uint8],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    places: Places,
    stops: Places,
) -> tuple[NDArray[np.uint8], Places]:
    length = 0
    for place in places[: stops[-1]] if len(stops) else places[:0]:
        length += ends[place] - starts[place]
    out, n = np.empty(length, dtype=np.uint8), 0
    told, first = np.empty(len(stops), dtype=np.int64), 0
    for result in range(len(stops)):
        for piece in range(first, stops[result]):
            start = starts[places[piece]]
            for letter in range(ends[places[piece]] - start):
                out[n + letter] = letters[start + letter]
            n += ends[places[piece]] - start
        told[result], first = n, stops[result]
    return out, told
