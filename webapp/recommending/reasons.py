"""Why a title is there, in plain words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.snapshot import Snapshot
from webapp.recommending.taste import Evidence, Taste

# What a kind says when it has nothing more specific to say.
PLAIN_WORDS = {
    "story": "Similar stories",
    "topics": "Similar themes",
    "look": "Posters alike in colour and composition",
    "audience": "Liked by the same people",
    "reviews": "Reviewed in the same words",
}
GENERAL = frozenset(PLAIN_WORDS.values())
MAX_REASONS = 3
N_WORDS = 3
# A rated title is named when it did at least this share of what the strongest one did.
WORTH_NAMING = 0.25
# A kind may speak for a pair of titles when it did at least this share of what the strongest did.
WORTH_SAYING = 0.3
# A shared topic must matter to both titles at least this much (product of their unit vectors).
LEAST_TOPIC = 0.1


def of_likeness(snapshot: Snapshot, kind: str, row: int, other: int) -> str:
    """Say in which sense the title in row `other` is like the one in `row`."""
    if kind == "topics" and (theme := _shared_topic(snapshot, row, other)):
        return f"Shared theme: {theme}"
    if kind == "story" and (words := _shared_words(snapshot, row, other)):
        return f"Both tell of {words}"
    return PLAIN_WORDS[kind]


def of_blend(
    snapshot: Snapshot, strengths: Mapping[str, float], row: int, other: int
) -> tuple[str, ...]:
    """Say the same for several kinds, the strongest first; kinds that speak against it are silent.

    Parameters
    ----------
    snapshot
        The catalogue.
    strengths
        Kind to how much it speaks for the title.
    row, other
        Rows of the two titles.
    """
    ranked = sorted(strengths, key=lambda kind: -strengths[kind])
    spoken = [of_likeness(snapshot, kind, row, other) for kind in ranked if strengths[kind] > 0]
    return tuple(dict.fromkeys(spoken))[:MAX_REASONS]


def of_taste(
    snapshot: Snapshot,
    taste: Taste,
    evidence: Mapping[str, Evidence],
    weights: Mapping[str, float],
    rows: NDArray[np.int64],
) -> list[tuple[str, ...]]:
    """Name the rated titles that earned each of `rows` its place, and how.

    Titles that were disliked are never named, though they count.
    """
    kinds = [kind for kind in evidence if weights.get(kind, 0) > 0]
    if not kinds:
        return [()] * len(rows)
    n_rated = len(taste.rows)
    shares = np.stack(
        [weights[kind] * evidence[kind].contributions(rows, n_rated) for kind in kinds]
    )
    # Where nothing was liked, what was disliked least speaks.
    liked = taste.weights > 0 if (taste.weights > 0).any() else taste.weights >= taste.weights.max()
    totals = np.where(liked, shares.sum(axis=0), 0.0)
    order = np.argsort(-totals, axis=1, kind="stable")[:, :MAX_REASONS]
    did = np.take_along_axis(totals, order, axis=1)
    worth_naming = (did > 0) & (did >= WORTH_NAMING * did[:, :1])
    by_kind = np.take_along_axis(shares, order[None], axis=2).transpose(1, 2, 0)
    return [
        tuple(
            _because(snapshot, taste, rated, row, dict(zip(kinds, told, strict=True)))
            for rated, is_worth, told in zip(*lists, strict=True)
            if is_worth
        )
        for row, *lists in zip(
            rows.tolist(), order.tolist(), worth_naming.tolist(), by_kind.tolist(), strict=True
        )
    ]


def _because(
    snapshot: Snapshot, taste: Taste, rated: int, row: int, shares: Mapping[str, float]
) -> str:
    rated_row = int(taste.rows[rated])
    how = _most_telling(snapshot, shares, rated_row, row)
    how = how[0].lower() + how[1:]
    title = snapshot.cards[rated_row].title
    return f"Because you gave {title} {_with_article(float(taste.scores[rated]))} · {how}"


def _most_telling(snapshot: Snapshot, shares: Mapping[str, float], row: int, other: int) -> str:
    """What the strongest kind says, or a kind nearly as strong that can be more specific."""
    ranked = sorted(shares, key=lambda kind: -shares[kind])
    least = WORTH_SAYING * shares[ranked[0]]
    said = (of_likeness(snapshot, kind, row, other) for kind in ranked if shares[kind] >= least)
    first = next(said)
    return first if first not in GENERAL else next((s for s in said if s not in GENERAL), first)


def _with_article(score: float) -> str:
    return f"{'an' if int(score) == 8 else 'a'} {score:g}"


def _shared_words(snapshot: Snapshot, row: int, other: int) -> str:
    cards = snapshot.cards
    words = snapshot.topics.shared_keywords(cards[row].anime_id, cards[other].anime_id)
    return _listed(words[:N_WORDS])


def _listed(words: list[str]) -> str:
    """Words as a sentence lists them: a, b and c."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _shared_topic(snapshot: Snapshot, row: int, other: int) -> str | None:
    """Label of the topic that matters most to both, if one does."""
    topics = snapshot.kinds.get("topics")
    if topics is None or not (topics.knows(row) and topics.knows(other)):
        return None
    together = topics.unit(row) * topics.unit(other)
    strongest = int(together.argmax())
    return snapshot.topics.label(strongest) if together[strongest] >= LEAST_TOPIC else None
