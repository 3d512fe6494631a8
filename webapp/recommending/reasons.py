"""Why a title is there: which rated titles earned its place, how much each did, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import LANGUAGES
from webapp.recommending.likeness import GENERAL, of_likeness, shared_labels
from webapp.recommending.taste import Taste

MAX_REASONS = 3
# A rated title is named when it did at least this share of what the strongest one did.
WORTH_NAMING = 0.25
# A kind may speak for a pair of titles when it did at least this share of what the strongest did.
WORTH_SAYING = 0.3


@dataclass(frozen=True, slots=True)
class Share:
    """What one rated title did for a recommendation.

    Attributes
    ----------
    row
        Catalogue row of the rated title.
    score
        The score it has from the visitor; 0 when it was seen and has none.
    part
        What it did beside the one that did most, 0 to 1.
    how
        In which sense, in words.
    """

    row: int
    score: float
    part: float
    how: str

    def because(self, snapshot: Snapshot, language: str = LANGUAGES[0]) -> str:
        """The share as a sentence."""
        title = snapshot.cards[self.row].named(language)
        how = self.how[0].lower() + self.how[1:]
        if not self.score:
            return f"Because you watched {title} · {how}"
        return f"Because you gave {title} {with_article(self.score)} · {how}"


@dataclass(frozen=True, slots=True)
class Why:
    """Why one title is there.

    Attributes
    ----------
    shares
        Up to three rated titles, the one that did most first.
    n_speaking
        How many of the rated titles did at least a quarter of what the first one did.
    """

    shares: tuple[Share, ...] = ()
    n_speaking: int = 0


def with_article(score: float) -> str:
    """A score as a sentence has it: a 9, an 8."""
    return f"{'an' if int(score) == 8 else 'a'} {score:g}"


def of_blend(
    snapshot: Snapshot, strengths: Mapping[str, float], row: int, other: int
) -> tuple[str, ...]:
    """Say how the title in row `other` is like the one in `row`, for several kinds.

    Parameters
    ----------
    snapshot
        The catalogue.
    strengths
        Kind to how much it speaks for the title; the strongest comes first, and kinds that speak
        against it are silent.
    row, other
        Rows of the two titles.
    """
    ranked = sorted(strengths, key=lambda kind: -strengths[kind])
    spoken = [of_likeness(snapshot, kind, row, other) for kind in ranked if strengths[kind] > 0]
    return tuple(dict.fromkeys(spoken))[:MAX_REASONS]


def of_taste(
    snapshot: Snapshot,
    taste: Taste,
    contributions: Mapping[str, NDArray[np.float32]],
    rows: NDArray[np.int64],
) -> list[Why]:
    """Name the rated titles that earned each of `rows` its place, and how.

    Titles that were disliked are never named, though they count.

    Parameters
    ----------
    snapshot, taste
        The catalogue, and what the visitor said.
    contributions
        Kind to (n_rows, n_rated) float32, weighed: what each rating did for each of the rows.
    rows
        (n_rows,) of the titles that are recommended.
    """
    kinds = list(contributions)
    if not kinds or not len(rows):
        return [Why()] * len(rows)
    shares = np.stack([contributions[kind] for kind in kinds])
    # Where nothing was liked, what was disliked least speaks.
    liked = taste.weights > 0 if (taste.weights > 0).any() else taste.weights >= taste.weights.max()
    totals = np.where(liked, shares.sum(axis=0), 0.0)
    order = np.argsort(-totals, axis=1, kind="stable")[:, :MAX_REASONS]
    did = np.take_along_axis(totals, order, axis=1)
    least = np.maximum(WORTH_NAMING * did[:, :1], 1e-9)
    n_speaking = (totals >= least).sum(axis=1).tolist()
    parts = np.where(did >= least, did / np.maximum(did[:, :1], 1e-9), 0.0)
    by_kind = np.take_along_axis(shares, order[None], axis=2).transpose(1, 2, 0)
    return [
        Why(
            tuple(
                _share(snapshot, taste, rated, row, part, dict(zip(kinds, told, strict=True)))
                for rated, part, told in zip(*lists, strict=True)
                if part > 0
            ),
            n,
        )
        for row, n, *lists in zip(
            rows.tolist(), n_speaking, order.tolist(), parts.tolist(), by_kind.tolist(), strict=True
        )
    ]


def _share(
    snapshot: Snapshot,
    taste: Taste,
    rated: int,
    row: int,
    part: float,
    by_kind: Mapping[str, float],
) -> Share:
    rated_row = int(taste.rows[rated])
    how = _most_telling(snapshot, by_kind, rated_row, row)
    return Share(rated_row, float(taste.scores[rated]), part, how)


def _most_telling(snapshot: Snapshot, shares: Mapping[str, float], row: int, other: int) -> str:
    """What the strongest kind says, or a kind nearly as strong that can be more specific."""
    ranked = sorted(shares, key=lambda kind: -shares[kind])
    least = WORTH_SAYING * shares[ranked[0]]
    said = (of_likeness(snapshot, kind, row, other) for kind in ranked if shares[kind] >= least)
    first = next(said)
    if first not in GENERAL:
        return first
    specific = next((s for s in said if s not in GENERAL), None)
    if specific:
        return specific
    labels = shared_labels(snapshot, row, other)
    return f"{first}; both {labels}" if labels else first
