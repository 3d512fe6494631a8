"""Ratings read from the body of a request by columns, without an object for each.

Programs send lists in one plain form, which one pass over the bytes reads in a third of the time
that objects take to be made and looked through. Whatever else JSON allows, and whatever is wrong,
is left to the library and to `validation`, which say what.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from ranking.compiled import compiled
from webapp.question.query import MAX_ID, MAX_RATING, MAX_RATINGS, MIN_ID, MIN_RATING, Ratings

Letters = NDArray[np.uint8]

# How the body begins, and each rating goes on.
BEGIN, ID, SCORE, NEXT, END = (
    np.frombuffer(text, dtype=np.uint8)
    for text in (b'{"ratings":[', b'{"anime_id":', b',"score":', b"},", b"}]")
)
TAB, LINE, CR, SPACE, QUOTE, POINT, ZERO, NINE = b'\t\n\r ".09'
# Of so many digits a double holds every number.
MOST_DIGITS = 15
NOT_PLAIN = -1


def read_plainly(body: bytes) -> dict[str, Any] | None:
    """Read a JSON object that begins with plain ratings.

    Returns
    -------
    dict or None
        Its fields, with `Ratings` in place of the list; None when it is anything else, or breaks a
        rule.
    """
    ids, scores, end = _ratings(np.frombuffer(body, dtype=np.uint8), MAX_RATINGS)
    ratings = Ratings(ids, scores)
    if end == NOT_PLAIN or not are_fit(ratings):
        return None
    try:
        fields = orjson.loads(b'{"ratings":null' + body[end:])
    except orjson.JSONDecodeError:
        return None
    # A second list of that name would count in place of the first.
    if not isinstance(fields, dict) or fields["ratings"] is not None:
        return None
    fields["ratings"] = ratings
    return fields


def are_fit(ratings: Ratings) -> bool:
    """Whether every id and score is within its bounds, which NaN is not, and no id stands twice."""
    bounds = (MIN_ID, MAX_ID), (MIN_RATING, MAX_RATING)
    return _are_fit(ratings.ids, ratings.scores, *bounds)


@compiled
def _ratings(body: Letters, most: int) -> tuple[NDArray[np.int64], NDArray[np.float64], int]:
    """The columns, and where the list ends; `NOT_PLAIN` where it is not a plain list."""
    ids, scores = np.empty(most, dtype=np.int64), np.empty(most)
    at, n = _pass(body, 0, BEGIN), 0
    while at != NOT_PLAIN and n < most:
        id_, is_whole, at = _number(body, _pass(body, at, ID))
        score, _, at = _number(body, _pass(body, at, SCORE))
        if at == NOT_PLAIN or not is_whole:
            break
        ids[n], scores[n] = np.int64(id_), score
        n += 1
        end = _pass(body, at, END)
        if end != NOT_PLAIN:
            return ids[:n], scores[:n], end
        at = _pass(body, at, NEXT)
    return ids[:0], scores[:0], NOT_PLAIN


@compiled
def _pass(body: Letters, at: int, expected: Letters) -> int:
    """Where the text goes on after what is expected, with spaces between its marks."""
    in_name, place = False, 0
    while place < len(expected):
        if not 0 <= at < len(body):
            return NOT_PLAIN
        letter = body[at]
        if letter == expected[place]:
            in_name ^= letter == QUOTE
            place += 1
        elif in_name or not _is_space(letter):
            return NOT_PLAIN
        at += 1
    return at


@compiled
def _is_space(letter: int) -> bool:
    return letter in (TAB, LINE, CR, SPACE)


@compiled
def _number(body: Letters, at: int) -> tuple[float, bool, int]:
    """A number of digits and at most one point, whether it has none, and where it ends."""
    while 0 <= at < len(body) and _is_space(body[at]):
        at += 1
    first = at
    value, n_digits, n_after, has_point = 0, 0, 0, False
    while 0 <= at < len(body) and n_digits <= MOST_DIGITS:
        letter = body[at]
        if ZERO <= letter <= NINE:
            value, n_digits = value * 10 + (letter - ZERO), n_digits + 1
            n_after += has_point
        elif letter == POINT and n_digits > 0 and not has_point:
            has_point = True
        else:
            break
        at += 1
    # JSON wants digits on both sides of a point, and no zeros before a number.
    has_digits = n_digits > n_after and (n_after > 0 or not has_point)
    has_zeros = n_digits - n_after > 1 and body[first] == ZERO
    if n_digits > MOST_DIGITS or not has_digits or has_zeros:
        return 0.0, False, NOT_PLAIN
    return value / 10.0**n_after, not has_point, at


@compiled
def _are_fit(
    ids: NDArray[np.int64],
    scores: NDArray[np.float64],
    of_ids: tuple[int, int],
    of_scores: tuple[int, int],
) -> bool:
    ascending = np.sort(ids)
    for place in range(len(ids)):
        if not of_ids[0] <= ids[place] <= of_ids[1]:
            return False
        if not of_scores[0] <= scores[place] <= of_scores[1]:
            return False
        if place and ascending[place] == ascending[place - 1]:
            return False
    return True
