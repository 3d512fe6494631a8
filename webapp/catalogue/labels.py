"""Words that titles have, and those that two titles share, for many pairs at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ranking.compiled import compiled

# Where a title has no further word.
NONE = -1


@dataclass(frozen=True, eq=False)
class Labels:
    """The words of each title, in an order that matters.

    Attributes
    ----------
    words
        Every word, once.
    places
        (n_items, n_most) places in `words`, the first ones of each row; `NONE` after them. In two
        bytes where these are enough: rows are read here and there, a line of memory at a time.
    """

    words: Sequence[str]
    places: NDArray[np.signedinteger[Any]]

    def of(self, row: int) -> tuple[str, ...]:
        """The words of a title."""
        return self.named(self.places[row].tolist())

    def named(self, places: Sequence[int]) -> tuple[str, ...]:
        """The words of some places."""
        return tuple([self.words[place] for place in places if place != NONE])

    def shared(
        self, rows: NDArray[np.int64], others: NDArray[np.int64], n: int
    ) -> NDArray[np.int32]:
        """Up to `n` words that both titles of each pair have, in the order of the first.

        Parameters
        ----------
        rows, others
            (n_pairs,) the titles.
        n
            How many words at most.

        Returns
        -------
        ndarray
            (n_pairs, n) int32 places in `words`, the first ones of each row; `NONE` after them.
        """
        return _shared(self.places, rows, others, n)


@compiled
def _shared(
    places: NDArray[np.signedinteger[Any]],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
    n: int,
) -> NDArray[np.int32]:
    found = np.full((len(rows), n), NONE, dtype=np.int32)
    for pair in range(len(rows)):
        row, other, n_found = rows[pair], others[pair], 0
        for place in range(places.shape[1]):
            own = places[row, place]
            if own == NONE or n_found == n:
                break
            for theirs in range(places.shape[1]):
                if places[other, theirs] == own:
                    found[pair, n_found] = own
                    n_found += 1
                    break
    return found


def labels_of(lists: Iterable[Sequence[str]]) -> Labels:
    """Gather the words of each title."""
    given = list(lists)
    numbers = {word: n for n, word in enumerate(dict.fromkeys(w for own in given for w in own))}
    width = np.int16 if len(numbers) <= np.iinfo(np.int16).max else np.int32
    places = np.full((len(given), max(map(len, given), default=0)), NONE, dtype=width)
    for row, own in enumerate(given):
        places[row, : len(own)] = [numbers[word] for word in own]
    return Labels(list(numbers), places)
