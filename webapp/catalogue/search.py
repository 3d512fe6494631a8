"""Title search: every name of every title, typing errors allowed.

Names are cut into groups of three letters; a name that shares many of the rarer groups with the
query is a candidate, and the best candidates are compared letter by letter.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

MAX_QUERY_LENGTH = 200
N_COMPARED = 48
_SEPARATORS = re.compile(r"[\W_]+")
_GRAM_LENGTH = 3
# Likeness of a name that is the query, starts with it, has a word that starts with it.
_EXACT, _PREFIX, _WORD_PREFIX = 1.15, 0.9, 0.87
# Names less alike than this, or this much less alike than the best, are not answers.
_LEAST, _SPREAD = 0.5, 0.4
# A title in a million lists gains this over one that nobody knows.
_FAME = 0.2


def fold_name(name: str) -> str:
    """Lower case without accents, width variants and punctuation; words one space apart.

    A name made of punctuation alone is kept as it is, so that it can still be found.
    """
    wide = unicodedata.normalize("NFKC", name).casefold()
    # Only Latin accents go: the marks of kana tell words apart.
    parts = (c for c in unicodedata.normalize("NFD", wide) if not "\u0300" <= c <= "\u036f")
    plain = unicodedata.normalize("NFC", "".join(parts))
    return _SEPARATORS.sub(" ", plain).strip() or wide.strip()


def _grams(text: str) -> NDArray[np.int64]:
    """Codes of all groups of three letters in `text`, (len(text) - 2,) int64."""
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    return (letters[:-2] << 42) | (letters[1:-1] << 21) | letters[2:]


class TitleIndex:
    """Finds catalogue rows by any of their names.

    Parameters
    ----------
    names
        One sequence of names per catalogue row; the same row may have none.
    members
        (n_items,) how many people list each title, to put the well-known first.
    """

    def __init__(self, names: Sequence[Sequence[str]], members: NDArray[np.int64]) -> None:
        pairs = sorted(
            {(fold_name(name), row) for row, group in enumerate(names) for name in group if name}
        )
        self._names = [name for name, _ in pairs]
        self._rows = np.array([row for _, row in pairs], dtype=np.int64)
        self._fame = _FAME * np.log10(np.maximum(members, 1.0)) / 6.0
        self._build_postings()

    def _build_postings(self) -> None:
        """Sorted gram codes, and for each the names that hold it."""
        # Two spaces between names: groups across a border hold both and are told apart below.
        text = "".join(f" {name} \n" for name in self._names)
        grams = _grams(text) if len(text) >= _GRAM_LENGTH else np.empty(0, np.int64)
        lengths = np.array([len(name) + 3 for name in self._names], dtype=np.int64)
        owners = np.repeat(np.arange(len(lengths)), lengths)[: len(grams)]
        inside = np.ones(len(grams), dtype=bool)
        line_ends = np.cumsum(lengths) - 1
        for back in range(_GRAM_LENGTH):
            inside[(line_ends - back)[(line_ends - back) < len(grams)]] = False
        order = np.argsort(grams[inside], kind="stable")
        codes, owners = grams[inside][order], owners[inside][order]
        first_of_pair = np.ones(len(codes), dtype=bool)
        first_of_pair[1:] = (codes[1:] != codes[:-1]) | (owners[1:] != owners[:-1])
        codes, self._owners = codes[first_of_pair], owners[first_of_pair]
        self._codes, starts = np.unique(codes, return_index=True)
        self._bounds = np.append(starts, len(codes))
        spread = np.diff(self._bounds)
        self._rarity = np.log1p(len(self._names) / np.maximum(spread, 1)).astype(np.float32)
        gram_of_posting = np.repeat(np.arange(len(self._codes)), spread)
        self._weight = np.bincount(
            self._owners, weights=self._rarity[gram_of_posting], minlength=len(self._names)
        )

    def find(
        self, query: str, limit: int, closed: NDArray[np.bool_] | None = None
    ) -> NDArray[np.int64]:
        """Catalogue rows whose names are most like `query`, best first, at most `limit`.

        `closed`, (n_items,), says which rows are no answer.
        """
        wanted = fold_name(query[:MAX_QUERY_LENGTH])
        if not wanted or limit < 1 or not self._names:
            return np.empty(0, dtype=np.int64)
        names = np.union1d(self._with_prefix(wanted, 4 * limit), self._sharing_grams(wanted))
        if not wanted.isascii() and len(wanted) < _GRAM_LENGTH:
            names = np.union1d(names, self._containing(wanted, 4 * limit))
        best: dict[int, float] = {}
        for name in names.tolist():
            row = int(self._rows[name])
            if closed is not None and closed[row]:
                continue
            likeness = _likeness(wanted, self._names[name])
            best[row] = max(best.get(row, 0.0), likeness)
        least = max([_LEAST, *(likeness - _SPREAD for likeness in best.values())])
        answers = [row for row, likeness in best.items() if likeness >= least]
        answers.sort(key=lambda row: (-best[row] - self._fame[row], row))
        return np.array(answers[:limit], dtype=np.int64)

    def _with_prefix(self, wanted: str, limit: int) -> NDArray[np.int64]:
        """Names that start with `wanted`: the exact ones, then the best known."""
        start = bisect_left(self._names, wanted)
        stop = bisect_left(self._names, wanted + "\U0010ffff")
        names = np.arange(start, stop)
        exact = bisect_left(self._names, wanted + " ") - start if stop > start else 0
        known_first = np.argsort(-self._fame[self._rows[names]], kind="stable")[:limit]
        return np.union1d(names[:exact], names[known_first])

    def _containing(self, wanted: str, limit: int) -> NDArray[np.int64]:
        """The best known names with `wanted` anywhere: two kanji are a word."""
        names = np.array(
            [i for i, name in enumerate(self._names) if wanted in name], dtype=np.int64
        )
        return names[np.argsort(-self._fame[self._rows[names]], kind="stable")[:limit]]

    def _sharing_grams(self, wanted: str) -> NDArray[np.int64]:
        """Names that share the most, weighed by how rare each group of letters is."""
        grams = np.unique(_grams(f" {wanted} "))
        places = np.searchsorted(self._codes, grams)
        found = places < len(self._codes)
        found[found] = self._codes[places[found]] == grams[found]
        hits = places[found]
        if not len(hits):
            return np.empty(0, dtype=np.int64)
        lists = [self._owners[self._bounds[g] : self._bounds[g + 1]] for g in hits]
        weights = np.repeat(self._rarity[hits], [len(names) for names in lists])
        shared = np.bincount(np.concatenate(lists), weights=weights, minlength=len(self._names))
        # A query that is one part of a long name must find it: the name's own length counts little.
        missing = np.log1p(len(self._names)) * (len(grams) - len(hits))
        asked = float(self._rarity[hits].sum()) + missing
        closeness = shared / (asked + 0.3 * self._weight) + 0.5 * self._fame[self._rows]
        closeness[shared == 0] = 0
        n_kept = min(N_COMPARED, int(np.count_nonzero(shared)))
        return np.argpartition(-closeness, n_kept - 1)[:n_kept]


def _likeness(wanted: str, name: str) -> float:
    """How well a folded name answers a folded query, 0 to 1.15."""
    if name == wanted:
        return _EXACT
    if name.startswith(wanted):
        return _PREFIX + 0.08 * len(wanted) / len(name)
    if f" {wanted}" in f" {name}":
        return _WORD_PREFIX + 0.08 * len(wanted) / len(name)
    if not wanted.isascii() and wanted in name:  # no spaces tell where its words begin
        return _WORD_PREFIX
    if wanted.replace(" ", "") == name.replace(" ", ""):
        return _PREFIX
    likeness = 0.85 * _shared_letters(wanted, name)
    if len(wanted) > _GRAM_LENGTH:
        # The start of a long name, mistyped: compare with as much of the name as was typed.
        likeness = max(likeness, 0.78 * _shared_letters(wanted, name[: len(wanted)]))
    if " " in wanted:
        words, name_words = sorted(wanted.split()), sorted(name.split())
        likeness = max(likeness, 0.8 * _shared_letters(" ".join(words), " ".join(name_words)))
    return likeness


def _shared_letters(one: str, other: str) -> float:
    """Twice the letters in matching runs over all letters, 0 to 1."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
