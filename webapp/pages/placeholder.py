"""A drawn stand-in for a poster that the store does not hold, or that is hidden."""

from __future__ import annotations

import random
from zlib import crc32

from markupsafe import escape

from webapp.catalogue.cards import Card

WIDTH, HEIGHT = 225, 318
_SMALL_WORDS = frozenset({"the", "a", "an", "of", "no", "to", "wa", "ga", "wo", "ni", "de", "and"})
# Hues in degrees, so that a shelf without pictures still tells its genres apart.
_HUES = {
    "Action": 12, "Adventure": 32, "Comedy": 48, "Drama": 268, "Fantasy": 158, "Horror": 350,
    "Mystery": 250, "Romance": 335, "Sci-Fi": 204, "Slice of Life": 88, "Sports": 110,
    "Supernatural": 286, "Suspense": 228, "Music": 310, "Kids": 58, "Mecha": 190,
}  # fmt: skip


def draw(card: Card, mark: str = "") -> str:
    """An SVG picture with the title's initials, in a hue of its first genre; always the same.

    `mark` is a word or two at its top that say why it stands in.
    """
    rng = random.Random(card.anime_id)
    hue = _hue(card) + rng.randint(-9, 9)
    rings = "".join(_ring(rng, hue, place) for place in range(3))
    letters = escape(initials(card.title))
    size = 84 if len(letters) < 3 else 62
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="hsl({hue} 24% 26%)"/>{rings}'
        f'<text x="20" y="{HEIGHT - 28}" font-family="system-ui, \'Noto Sans CJK JP\', sans-serif" '
        f'font-size="{size}" font-weight="300" letter-spacing="-2" '
        f'fill="hsl({hue} 40% 92%)">{letters}</text>{_marked(mark, hue)}</svg>'
    )


def initials(title: str) -> str:
    """Up to three first letters of a title's words, small words passed over."""
    words = "".join(c if c.isalnum() else " " for c in title).split()
    telling = [word for word in words if word.casefold() not in _SMALL_WORDS] or words
    return "".join(word[0].upper() for word in telling[:3]) or "?"


def _marked(mark: str, hue: int) -> str:
    if not mark:
        return ""
    return (
        f'<text x="20" y="36" font-family="system-ui, sans-serif" font-size="18" '
        f'fill="hsl({hue} 40% 92%)">{escape(mark)}</text>'
    )


def _hue(card: Card) -> int:
    for genre in card.genres:
        if genre in _HUES:
            return _HUES[genre]
    return crc32(str(card.genres).encode()) % 360


def _ring(rng: random.Random, hue: int, place: int) -> str:
    """One of a few large circles that lie over one another."""
    x, y = rng.randint(-20, WIDTH + 20), rng.randint(-20, HEIGHT * 2 // 3)
    radius = rng.randint(50, 130)
    colour = f"hsl({hue + 14 * place} 26% {31 + 5 * place}%)"
    return f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}" fill-opacity=".55"/>'
