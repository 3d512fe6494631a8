"""Why a title is there: which rated titles earned its place, how much each did, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from webapp.catalogue.remembered import remembered
from webapp.catalogue.snapshot import Snapshot
from webapp.question.query import LANGUAGES
from webapp.recommending.likeness import (
    N_LABELS,
    N_WORDS,
    of_likeness,
    plain_words,
    shared_topics,
    with_theme,
    with_words,
)
from webapp.recommending.strongest import (
    MAX_REASONS,
    PLAIN,
    WORDS,
    chosen_forms,
    liked,
    strongest,
)
from webapp.recommending.taste import Taste

# Of a famous title and a score, the sentence about it begins the same for many visitors.
MOST_OPENINGS = 8192


class Share(NamedTuple):
    """What one rated title did for a recommendation.

    Attributes
    ----------
    row
        Catalogue row of the rated title.
    score
        The score it has from the visitor; 0 when it was seen and has none.
    part
        What it did beside the one that did most, 0 to 1, to three digits.
    how
        In which sense, in words.
    """

    row: int
    score: float
    part: float
    how: str


class Why(NamedTuple):
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


@remembered
def _openings(snapshot: Snapshot) -> Callable[[int, float, str], str]:
    """From a rated row, its score and a language to how a sentence about it begins."""
    cards = snapshot.cards

    @lru_cache(maxsize=MOST_OPENINGS)
    def opening(row: int, score: float, language: str) -> str:
        title = cards[row].named(language)
        gave = f"gave {title} {with_article(score)}" if score else f"watched {title}"
        return f"Because you {gave}"

    return opening


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


def nameable(taste: Taste) -> NDArray[np.int64]:
    """Places of the ratings that a reason may name: what was liked.

    Where nothing was, what was disliked least. Others count, and are never named.
    """
    return liked(taste.weights)


def of_taste(
    snapshot: Snapshot,
    taste: Taste,
    weights: Mapping[str, float],
    names: NDArray[np.int64],
    did: NDArray[np.float32],
    rows: NDArray[np.int64],
    language: str = LANGUAGES[0],
) -> tuple[list[Why], list[tuple[str, ...]]]:
    """Name the rated titles that earned each of `rows` its place, and how; and say it in sentences.

    Parameters
    ----------
    snapshot, taste
        The catalogue, and what the visitor said.
    weights
        How much each kind counts; those that count nothing are silent.
    names
        (n_names,) places of the ratings that may be named.
    did
        (n_kinds, n_rows, n_names) float32: what each of these did for each of the rows, kind by
        kind in the order of the weights.
    rows
        (n_rows,) of the titles that are recommended.
    language
        Of the titles in sentences.
    """
    if not any(weights.values()) or not len(rows):
        return [Why()] * len(rows), [()] * len(rows)
    kinds = list(weights)
    story, topics = (kinds.index(kind) if kind in kinds else -1 for kind in ("story", "topics"))
    weighed = np.array(list(weights.values()), dtype=np.float32)
    cards, named, parts, speaking, n_speaking = strongest(did, weighed, story, topics)
    rated = names[named]
    rated_rows = taste.rows[rated]
    how = _said(snapshot, kinds, speaking, rated_rows, rows[cards])
    named_rows, scores, opening = (
        rated_rows.tolist(),
        taste.scores[rated].tolist(),
        _openings(snapshot),
    )
    shares = list(map(_SHARE, zip(named_rows, scores, parts.tolist(), how, strict=True)))
    sentences = [
        f"{opening(row, score, language)} · {said[0].lower()}{said[1:]}"
        for row, score, said in zip(named_rows, scores, how, strict=True)
    ]
    ends = np.minimum(n_speaking, MAX_REASONS).cumsum().tolist()
    spans = list(map(slice, [0, *ends[:-1]], ends))
    return (
        [Why(tuple(shares[own]), n) for own, n in zip(spans, n_speaking.tolist(), strict=True)],
        [tuple(sentences[own]) for own in spans],
    )


# As `Share._make`, less the check of the length.
_SHARE = partial(tuple.__new__, Share)


def _said(
    snapshot: Snapshot,
    kinds: Sequence[str],
    speaking: NDArray[np.int64],
    rows: NDArray[np.int64],
    others: NDArray[np.int64],
) -> list[str]:
    """What the strongest kind says of each pair, or one nearly as strong that is more specific.

    Parameters
    ----------
    snapshot, kinds
        The catalogue, and the kinds by their places.
    speaking
        (n_pairs, 4) who speaks, see `strongest._speak`.
    rows, others
        (n_pairs,) rows of the titles.
    """
    keywords, plain = snapshot.topics.keywords, plain_words(snapshot)
    words = keywords.shared(others, rows, N_WORDS)
    topics = shared_topics(snapshot, rows, others)
    common = snapshot.telling_labels.shared(rows, others, N_LABELS).tolist()
    forms = chosen_forms(speaking, words, topics, snapshot.topics.fit)
    said = []
    for pair, (form, kind) in enumerate(zip(forms.tolist(), speaking[:, 0].tolist(), strict=True)):
        if form == PLAIN:
            said.append(plain(kinds[kind], tuple(common[pair])))
        elif form == WORDS:
            said.append(with_words(keywords.named(words[pair].tolist())))
        else:
            said.append(with_theme(snapshot.topics.labels[topics[pair]]))
    return said
