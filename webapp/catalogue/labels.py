"""Words that titles have, and those that two titles share, for many pairs at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
        (n_items, n_most) int32 places in `words`, the first ones of each row; `NONE` after them.
    """

    words: Sequence[str]
    places: NDArray[np.int32]

    def of(self, row: int) -> list[str]:
        """The words of a title."""
        return [self.words[place] for place in self.places[row].tolist() if place != NONE]

    def shared(self, rows: NDArray[np.int64], others: NDArray[np.int64], n: int) -> list[list[str]]:
        """Up to `n` words that both titles of each pair have, in the order of the first.

        Parameters
        ----------
        rows, others
            (n_pairs,) the titles.
        """
        own, theirs = self.places[rows], self.places[others]
        is_shared = (own[:, :, None] == theirs[:, None, :]).any(axis=2) & (own != NONE)
        found: list[list[str]] = [[] for _ in own]
        pairs, columns = is_shared.nonzero()
        for pair, place in zip(pairs.tolist(), own[pairs, columns].tolist(), strict=True):
            if len(found[pair]) < n:
                found[pair].append(self.words[place])
        return found


def labels_of(lists: Iterable[Sequence[str]]) -> Labels:
    """Gather the words of each title."""
    given = list(lists)
    numbers = {word: n for n, word in enumerate(dict.fromkeys(w for own in given for w in own))}
    places = np.full((len(given), max(map(len, given), default=0)), NONE, dtype=np.int32)
    for row, own in enumerate(given):
        places[row, : len(own)] = [numbers[word] for word in own]
    return Labels(list(numbers), places)
