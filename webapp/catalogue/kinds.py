"""The vectors of one kind, lined up with the catalogue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ranking import similarity
from ranking.coded import Coded, coded
from store import IdMap, SetInfo, VectorSet

Rows = NDArray[np.float32]

# Of 685 numbers a story, 48 of a byte each keep 19 of a visitor's 20 titles, and as many of those
# that are on the hidden part of a member's list (benchmarks/serve_compact.py).
MAX_SHORT = 48


@dataclass(frozen=True)
class KindVectors:
    """Vectors of one kind, for those catalogue rows that have one.

    Attributes
    ----------
    info
        What the vector set says about itself.
    rows
        (n_known,) int32 catalogue rows, ascending.
    units
        (n_known, n_dims) float32, each of length 1.
    set_rows
        (n_known,) int64 place of each in the vector set, and so in the model behind it.
    positions
        (n_items,) int64 place of each catalogue row in `rows`, -1 where it has no vector.
    likeness
        (n_known, n_dims) float32, each of length 1 or 0: what cosines compare.
    short
        The units in at most `MAX_SHORT` numbers of a byte each, for what is compared with all
        titles at each question of a visitor.
    """

    info: SetInfo
    rows: NDArray[np.int32]
    units: NDArray[np.float32]
    set_rows: NDArray[np.int64]
    positions: NDArray[np.int64]
    likeness: NDArray[np.float32]
    short: Coded

    def knows(self, row: int) -> bool:
        """Whether this catalogue row has a vector."""
        return bool(self.positions[row] >= 0)

    def unit(self, row: int) -> NDArray[np.float32]:
        """(n_dims,) the vector of a catalogue row that is known, of length 1."""
        vector: NDArray[np.float32] = self.units[self.positions[row]]
        return vector

    @cached_property
    def _is_in_order(self) -> bool:
        return bool((self.set_rows == np.arange(len(self.set_rows))).all())

    def lined_up(self, set_scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """From scores in the order of the vector set those of what is known, (n_known,)."""
        if self._is_in_order:
            return set_scores[: len(self.rows)]
        return set_scores.take(self.set_rows)

    def pick(
        self, known_scores: NDArray[np.float32], rows: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """From (n_known,) scores those of some catalogue rows: (n_rows,), NaN where unknown."""
        # An unknown row's place is -1, where NaN stands.
        with_unknown = np.append(known_scores, np.float32(np.nan))
        picked: NDArray[np.float32] = with_unknown.take(self.positions.take(rows))
        return picked

    def cosines_of_known(self, row: int) -> NDArray[np.float32]:
        """(n_known,) cosine of a known title with every one that is known."""
        return similarity.cosine_scores(self.likeness[self.positions[row]], self.likeness)

    def cosines(self, row: int, others: NDArray[np.int64]) -> NDArray[np.float32]:
        """(n_others,) cosine of a known title with other rows, NaN where they are unknown."""
        return self.pick(self.cosines_of_known(row), others)


def less_shared(vectors: Rows) -> Rows:
    """Return vectors less what all have in common: their mean, weighed by length.

    An audience's vectors share that everybody watches the famous titles; without this, these are
    near everything.
    """
    if len(vectors) < 2:
        return similarity.normalize_rows(vectors)
    norms = np.linalg.norm(vectors, axis=1)
    return similarity.normalize_rows(vectors - (norms @ vectors) / norms.sum())


def line_up(
    info: SetInfo,
    vectors: VectorSet,
    id_map: IdMap,
    likeness_of: Callable[[Rows], Rows] | None = None,
) -> KindVectors:
    """Line up a vector set with the catalogue.

    `likeness_of` makes of the vectors what cosines compare, rows of length 1 or 0; without it they
    compare the vectors as they are.

    Rows of titles that the catalogue does not hold, empty vectors and vectors that are not numbers
    are left out: they know nothing.
    """
    rows = id_map.to_index(vectors.ids.tolist())
    matrix = np.asarray(vectors.vectors, dtype=np.float32)
    norms = np.linalg.norm(matrix, axis=1)
    useful = np.flatnonzero((rows >= 0) & np.isfinite(norms) & (norms > 0))
    useful = useful[np.argsort(rows[useful], kind="stable")]
    positions = np.full(len(id_map), -1, dtype=np.int64)
    positions[rows[useful]] = np.arange(len(useful))
    matrix, norms = matrix[useful], norms[useful].astype(np.float32)
    units = matrix / norms[:, None]
    likeness = likeness_of(matrix) if likeness_of else units
    short = coded(similarity.compacted(units, MAX_SHORT))
    own = rows[useful].astype(np.int32)
    return KindVectors(info, own, units, useful, positions, likeness, short)
