"""What titles of one franchise have in common: "Lanterns 2nd Season" and "Lanterns: The Movie"."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

_NUMBER = r"(?:\d{1,2}(?:st|nd|rd|th)?|i{2,3}|iv|vi{0,3}|ix|first|second|third|fourth|fifth|final)"
_KIND = r"(?:the )?(?:movies?|films?|ova|oad|ona|specials?|tv|recap|pv|pilot|episode 0|soushuuhen)"
_MARKS = re.compile(
    r"(?:[\s:,~\-]+|^)(?:"
    rf"(?:the )?{_NUMBER}\s+(?:season|series|part|cour|stage|act)"
    rf"|(?:season|series|part|cour|stage|act)\s+{_NUMBER}"
    rf"|(?:{_KIND})(?:\s+{_NUMBER})?"
    r"|(?:the )?final season"
    r"|s\d{1,2}"
    rf"|{_NUMBER}"
    r")$"
)
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
_PARTS = re.compile(r":\s+|\s+-\s+|\s+~")
# Shorter beginnings ("Ai: ...") are words that strangers share.
_SHORTEST_BASE = 5
# Strangers with the same single word are told apart by a year or a kind: "Moon (2016)".
_STRANGER = re.compile(r"[^\s()]+ \((?:(?:19|20)\d\d\b[^()]*|movie)\)")


def stem(title: str) -> str:
    """Return `title` in lower case without what tells its parts apart: seasons, numbers, kinds.

    A title that is nothing but such marks ("86", "Final", "II") stays as it is.
    """
    found = plain(title)
    while not _STRANGER.fullmatch(found):
        shorter = _BRACKETS.sub("", _MARKS.sub("", found)).strip(" :,~-")
        if not shorter or shorter == found:
            break
        found = shorter
    return found


def plain(title: str) -> str:
    """Return `title` in lower case, marks like "!" and "☆" gone, spaces single."""
    folded = unicodedata.normalize("NFKC", title).lower()
    kept = (char if char.isalnum() or char in " :,~-()[]'/" else " " for char in folded)
    return " ".join("".join(kept).replace("'", "").split())


def namesakes(titles: Mapping[int, str]) -> Iterator[tuple[int, int]]:
    """Yield pairs of ids whose titles say that they belong together.

    Two titles do when their stems are equal, or when the one is "X: more" (or "X - more") and a
    title whose stem is X exists by itself. "X: more" and "X: other" alone do not: X may be a
    series of unrelated works.

    Parameters
    ----------
    titles
        Main title of each id.
    """
    of_stem: dict[str, list[int]] = defaultdict(list)
    for anime_id, title in sorted(titles.items()):
        of_stem[stem(title)].append(anime_id)
    for ids in of_stem.values():
        yield from ((ids[0], other) for other in ids[1:])
    for name, ids in of_stem.items():
        for base in _bases(name):
            if base in of_stem and base != name:
                yield from ((of_stem[base][0], other) for other in ids)
                break


def share_a_stem(one: str | None, other: str | None) -> bool:
    """Whether two titles begin alike: one stem is the other, or its beginning before a colon."""
    if not one or not other:
        return False
    first, second = stem(one), stem(other)
    return first == second or first in _bases(second) or second in _bases(first)


def _bases(name: str) -> list[str]:
    """Return the beginnings of a stem that could be a title of their own, longest first."""
    cuts = [match.start() for match in _PARTS.finditer(name)]
    found = (stem(name[:cut]) for cut in reversed(cuts))
    return [base for base in found if len(base) >= _SHORTEST_BASE]
