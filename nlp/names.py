"""Which words are names, measured on the corpus itself.

Inside a sentence English capitalises names and little else. A word that is hardly ever seen there
in lower case is a name, wherever it stands; a word that is seen both ways is a name where it is
capitalised and mostly so, or where it stands beside one (Light Yagami, Tokyo Tower).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

# A word as written, and whether it stands where English would not ask for a capital.
Token = tuple[str, bool]
# Share of lower case among the uses inside sentences. Measured on 11,175 synopses: "earth" has
# 0.16 and tells of stories, "pokemon" has 0.14; "king" has 0.31, "dragon" 0.40.
LEAST_LOWER_SHARE = 0.16
LOWER_SHARE_OF_CAPITALS = 0.5


@dataclass(frozen=True)
class Capitals:
    """How often each stem was seen inside sentences, and how often of these in lower case."""

    inside: Counter[str] = field(default_factory=Counter)
    lower: Counter[str] = field(default_factory=Counter)

    def lower_share(self, stem: str) -> float:
        """Return the share of lower case; 0 for a stem never seen inside a sentence."""
        seen = self.inside[stem]
        return self.lower[stem] / seen if seen else 0.0

    def to_facts(self) -> dict[str, list[int]]:
        """Return both counts of each stem, as JSON can say them."""
        return {stem: [seen, self.lower[stem]] for stem, seen in self.inside.items()}

    @classmethod
    def from_facts(cls, facts: Mapping[str, Sequence[int]]) -> Capitals:
        """Return what `to_facts` was made of."""
        return cls(
            Counter({stem: counts[0] for stem, counts in facts.items()}),
            Counter({stem: counts[1] for stem, counts in facts.items()}),
        )


def measure(documents: Iterable[Sequence[Token]], stem: Callable[[str], str]) -> Capitals:
    """Count the capitals of a corpus of tokens."""
    capitals = Capitals()
    for document in documents:
        for word, inside in document:
            if inside:
                key = stem(word.lower())
                capitals.inside[key] += 1
                capitals.lower[key] += word[0].islower()
    return capitals


def without_names(
    document: Sequence[Token], capitals: Capitals, stem: Callable[[str], str]
) -> list[str]:
    """Return the words of a document, lower case, that are not names."""
    keys = [stem(word.lower()) for word, _ in document]
    shares = [capitals.lower_share(key) for key in keys]
    kept = []
    for at, (word, inside) in enumerate(document):
        if shares[at] < LEAST_LOWER_SHARE:
            continue
        if (inside and word[0].isupper()) and (
            shares[at] < LOWER_SHARE_OF_CAPITALS or _beside_name(document, shares, at)
        ):
            continue
        kept.append(word.lower())
    return kept


def _beside_name(document: Sequence[Token], shares: Sequence[float], at: int) -> bool:
    neighbours = [i for i in (at - 1, at + 1) if 0 <= i < len(document)]
    return any(document[i][0][0].isupper() and shares[i] < LEAST_LOWER_SHARE for i in neighbours)
