"""Reasons in words, as the API sends them, for all cards of a list in one pass.

Every word is a text of one book, so that a reason is a row of places in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from ranking.compiled import compiled
from webapp.catalogue.cards import Card
from webapp.catalogue.remembered import remembered, remembered_of_titles
from webapp.catalogue.snapshot import Snapshot
from webapp.catalogue.texts import Texts, in_json, joined, texts_of, written
from webapp.question.query import KINDS, LANGUAGES, MAX_RATING
from webapp.recommending.likeness import BOTH, PLAIN_WORDS, SHARED_THEME, TELL_OF

Places = NDArray[np.int64]

# Steps of a point in which scores are told, and of a whole in which parts are.
SCORE_STEPS, PART_STEPS = 100, 1000
# Places of the phrases. What begins a reason stands there twice, as it goes on a sentence second.
NOTHING, GAVE, WATCHED, AND_GAVE, AND_WATCHED, EARNED, NEXT, END = 0, 1, 2, 3, 4, 5, 6, 7
BOTH_OF, COMMA, AND, OF_WORDS, OF_THEME, OF_KIND = 8, 9, 10, 11, 13, 15
_PHRASES = (
    '"because":[],"contributions":[]',
    '"because":["Because you gave ', '"because":["Because you watched ',
    '","Because you gave ', '","Because you watched ',
    '"],"contributions":[', '"},', '"}]', BOTH, ", ", " and ",
    *(
        phrase
        for said in (TELL_OF, SHARED_THEME, *(PLAIN_WORDS[kind] for kind in KINDS))
        for phrase in (said, said[0].lower() + said[1:])
    ),
)  # fmt: skip
# Sections of the book after the phrases. Of each title stand in the last one how a contribution
# begins that is its, and its name in each language.
SCORES, RATINGS, PARTS, LABELS, KEYWORDS, THEMES, TITLES = 0, 1, 2, 3, 4, 5, 6
OF_TITLE = 1 + len(LANGUAGES)
# How many places a reason takes at most, and a pair of titles with all that is told of it.
REASON, PAIR = 8, 24
NONE = -1


class Pairs(NamedTuple):
    """Titles that earned cards their places, one card after the other.

    Attributes
    ----------
    rows
        (n_pairs,) int64 rows of the rated titles.
    scores
        (n_pairs,) float32 what they were given; 0 for one that was seen and has no score.
    parts
        (n_pairs,) float64 what each did beside the one that did most for the card, 0 to 1.
    reasons
        (n_pairs, `REASON`) int64 places in the book, `NONE` after them; see `reasons`.
    """

    rows: Places
    scores: NDArray[np.float32]
    parts: NDArray[np.float64]
    reasons: Places


@dataclass(frozen=True, eq=False)
class Book:
    """Every text that reasons are made of.

    Attributes
    ----------
    texts
        All of them, the phrases first.
    sections
        (n_sections,) int64, where each section begins: `SCORES`, ...
    """

    texts: Texts
    sections: Places


@remembered
def book(snapshot: Snapshot) -> Book:
    """The book of a catalogue."""
    topics = snapshot.topics
    sections: Sequence[Sequence[bytes]] = [
        [phrase.encode() for phrase in _PHRASES],
        *_numbers(),
        [in_json(label) for label in snapshot.telling_labels.words],
        [in_json(word) for word in topics.keywords.words],
        [in_json(label) for label in topics.labels],
    ]
    words = texts_of(text for section in sections for text in section)
    starts = np.cumsum([len(section) for section in sections], dtype=np.int64)
    return Book(joined(words, _of_titles(snapshot)), starts)


@remembered_of_titles
def _of_titles(snapshot: Snapshot) -> Texts:
    """The last section, which vectors leave as it is."""
    # What belongs to one title stands together: it is wanted together.
    return texts_of(
        text
        for card in snapshot.cards
        for text in (_earner(card), *(in_json(card.named(name)) for name in LANGUAGES))
    )


def _numbers() -> Iterator[list[bytes]]:
    """Scores in sentences; scores, and parts, as numbers."""
    scores = [step / SCORE_STEPS for step in range(1, MAX_RATING * SCORE_STEPS + 1)]
    yield [b" \xc2\xb7 ", *(f" {with_article(score)} · ".encode() for score in scores)]
    yield [b'null,"share":', *(f'{score},"share":'.encode() for score in scores)]
    yield [f'{step / PART_STEPS},"how":"'.encode() for step in range(PART_STEPS + 1)]


def _earner(card: Card) -> bytes:
    """How a contribution begins."""
    told = {"anime_id": card.anime_id, "title": card.title}
    return orjson.dumps(told)[:-1] + b',"rating":'


def with_article(score: float) -> str:
    """A score as a sentence has it: a 9, an 8."""
    return f"{'an' if int(score) == 8 else 'a'} {score:g}"


def phrase_of(kind: str) -> int:
    """Place of what a kind says when it has nothing more specific to say."""
    return OF_KIND + 2 * KINDS.index(kind)


def told(book: Book, pairs: Pairs, n_told: Places, language: str) -> list[bytes]:
    """Write what earned cards their places, as fields of a JSON object each.

    Parameters
    ----------
    book
        Of the catalogue.
    pairs
        The titles that earned them.
    n_told
        (n_cards,) how many of the pairs belong to each card.
    language
        Of the titles in sentences.
    """
    title = OF_TITLE, 1 + LANGUAGES.index(language)
    return written(book.texts, *_composed(*pairs, n_told, book.sections, *title))


@compiled
def _composed(
    rows: Places,
    scores: NDArray[np.float32],
    parts: NDArray[np.float64],
    reasons: Places,
    n_told: Places,
    sections: Places,
    of_title: int,
    named: int,
) -> tuple[Places, Places]:
    """What is told of each card, (n,) places in the book; and where each card ends, (n_cards,)."""
    places = np.empty(len(rows) * PAIR + len(n_told), dtype=np.int64)
    stops, n, first = np.empty(len(n_told), dtype=np.int64), 0, 0
    for card in range(len(n_told)):
        last = first + n_told[card] - 1
        for pair in range(first, last + 1):
            score = int(np.rint(scores[pair] * SCORE_STEPS))
            opening = (GAVE if score else WATCHED) + (0 if pair == first else AND_GAVE - GAVE)
            places[n] = opening
            places[n + 1] = sections[TITLES] + rows[pair] * of_title + named
            places[n + 2] = sections[SCORES] + score
            n = _add_reason(places, n + 3, reasons, pair, 1)
        places[n] = EARNED if n_told[card] else NOTHING
        n += 1
        for pair in range(first, last + 1):
            places[n] = sections[TITLES] + rows[pair] * of_title
            places[n + 1] = sections[RATINGS] + int(np.rint(scores[pair] * SCORE_STEPS))
            places[n + 2] = sections[PARTS] + int(np.rint(parts[pair] * PART_STEPS))
            n = _add_reason(places, n + 3, reasons, pair, 0)
            places[n] = END if pair == last else NEXT
            n += 1
        stops[card], first = n, last + 1
    return places[:n], stops


@compiled
def _add_reason(places: Places, n: int, reasons: Places, pair: int, form: int) -> int:
    """Put a reason behind the first n places: as it begins, form 0, or goes on, a sentence."""
    for piece in range(reasons.shape[1]):
        if reasons[pair, piece] == NONE:
            break
        places[n] = reasons[pair, piece] + (form if piece == 0 else 0)
        n += 1
    return n


@compiled
def reasons(
    speaking: Places,
    phrases: Places,
    words: NDArray[np.int32],
    topics: Places,
    labels: NDArray[np.int32],
    fit: NDArray[np.bool_],
    sections: Places,
) -> Places:
    """Say of each pair of titles in which sense they are alike, (n_pairs, `REASON`) places.

    The strongest kind speaks, or one nearly as strong that is more specific.

    Parameters
    ----------
    speaking
        (n_pairs, 4) who speaks, see `strongest.strongest`.
    phrases
        (n_kinds,) int64 place of what each kind says when it has nothing more specific to say.
    words, labels
        (n_pairs, n) the words, and the genres and themes, that both have; `NONE` after them.
    topics
        (n_pairs,) the topic that matters most to both; `NONE` where there is none.
    fit
        (n_topics,) which topics may be given as a reason.
    sections
        Of the book.
    """
    told = np.full((len(speaking), REASON), NONE)
    for pair in range(len(speaking)):
        has_theme = speaking[pair, 3] and 0 <= topics[pair] < len(fit) and fit[topics[pair]]
        has_words = speaking[pair, 1] and words[pair, 0] >= 0
        if has_words and (speaking[pair, 2] or not has_theme):
            told[pair, 0] = OF_WORDS
            _list(told, pair, 1, words, sections[KEYWORDS])
        elif has_theme:
            told[pair, 0], told[pair, 1] = OF_THEME, sections[THEMES] + topics[pair]
        else:
            told[pair, 0] = phrases[speaking[pair, 0]]
            if labels[pair, 0] >= 0:
                told[pair, 1] = BOTH_OF
                _list(told, pair, 2, labels, sections[LABELS])
    return told


@compiled
def _list(told: Places, pair: int, n: int, shared: NDArray[np.int32], section: int) -> None:
    """Put what a pair shares behind its first n places, as a sentence lists it: a, b and c."""
    for place in range(shared.shape[1]):
        if shared[pair, place] >= 0:
            if place:
                is_last = place + 1 == shared.shape[1] or shared[pair, place + 1] < 0
                told[pair, n] = AND if is_last else COMMA
                n += 1
            told[pair, n] = section + shared[pair, place]
            n += 1
