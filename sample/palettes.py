"""Colours of a poster: fourteen palettes by mood, chosen by what a title is about."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from dataclasses import astuple, dataclass

import numpy as np

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Palette:
    """Seven colours (0-255 each): the sky from top to bottom, a light, and three silhouettes."""

    top: Colour
    middle: Colour
    low: Colour
    light: Colour
    far: Colour
    near: Colour
    deep: Colour


def _palette(codes: str) -> Palette:
    """Read seven hexadecimal colours."""
    top, middle, low, light, far, near, deep = (
        (int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)) for code in codes.split()
    )
    return Palette(top, middle, low, light, far, near, deep)


PALETTES = {
    name: _palette(codes)
    for name, codes in {
        "night": "080d26 1b2a63 6372c9 f6e7ae 28346f 141b47 070a1d",
        "dusk": "2a1a50 b0476c f8a271 ffe3a8 8d3f6c 4b2559 1c1136",
        "blossom": "f4b9c8 fbdcd6 fff3e6 ff7d98 e8a3b6 b7668a 56264a",
        "spring": "8fd0e2 cfece3 fdf5d6 ffc94f 8ec7a6 4a9a80 1b5652",
        "blood": "100406 3a0910 93151f ec3b34 4c0d15 25060a 0b0203",
        "neon": "0d0221 3a0f6a dd2088 2de2e6 451b7c 1f0a45 0a021c",
        "steel": "18262f 486673 cfd6c5 ff6a33 5f7782 2d404b 121c23",
        "gold": "e3c98f efdcb2 f9edd3 c5301e bb9f6a 6e5338 281b12",
        "forest": "0b2928 1e584b abc78b f8e9a4 30715c 154437 061a18",
        "ocean": "0a3767 2c82b3 c3e8e0 fff2c4 2a7aa8 125285 05274a",
        "rain": "1f2c43 587292 c3d2dd f2f6fa 6c86a2 394f6d 162338",
        "citrus": "f9693a ffa13c ffd861 fff4cc ee5638 bf3540 541230",
        "violet": "281a56 7656b4 e8bbe6 fff0c7 6a4aa7 41297a 1a1040",
        "mint": "04a090 52cfb5 f2f3c0 ff5c8d 058d7f 07638a 0a2c47",
        "bone": "ece8df d9d4c8 c2bcae d6263b 938d82 3b3834 121110",
        "amber": "24446b ee8a5d fad671 fff6d8 c7543e 682b50 271230",
    }.items()
}

# Which tags ask for a palette. Broad tags ask for several, so that they settle little.
_MOODS = {
    "night": "Space Sci-Fi Mystery Detective Time_Travel Supernatural",
    "dusk": "Drama Love_Polygon Delinquents Urban_Fantasy Suspense Music Showbiz Romance",
    "blossom": "Romance Shoujo Love_Status_Quo Josei Crossdressing Harem",
    "spring": "Slice_of_Life Iyashikei CGDCT School Pets Childcare Educational",
    "blood": "Horror Gore Vampire Survival Demons Thriller",
    "neon": "Game Video_Game High_Stakes_Game Idols_(Female) Idols_(Male) Otaku_Culture Racing",
    "steel": "Mecha Military Workplace Medical Sci-Fi Seinen",
    "gold": "Samurai Historical Martial_Arts Mythology Action Adult_Cast",
    "forest": "Supernatural Anthropomorphic Adventure Award_Winning Mystery Fantasy Seinen",
    "ocean": "Adventure Sports Team_Sports Kids Action Slice_of_Life School Music",
    "rain": "Drama Psychological Suspense Adult_Cast Seinen Slice_of_Life",
    "citrus": "Super_Power Combat_Sports Gourmet Sports Shounen",
    "violet": "Fantasy Mahou_Shoujo Isekai Reincarnation Supernatural Villainess Shoujo Magic",
    "mint": "Comedy Gag_Humor Parody Pets Kids",
    "bone": "Psychological Strategy_Game Organized_Crime Avant_Garde Detective Award_Winning",
    "amber": "Adventure Fantasy Super_Power Action Historical",
}
_VOTES = {
    mood: {word.replace("_", " ") for word in words.split()} for mood, words in _MOODS.items()
}
_WEIGHTS = {
    tag: 1 / sum(tag in words for words in _VOTES.values()) ** 0.5
    for tag in set().union(*_VOTES.values())
}


def choose(tags: Iterable[str], rng: np.random.Generator) -> Palette:
    """The palette that most of the tags ask for; `rng` settles what is close."""
    wanted = set(tags)
    votes = {
        mood: sum(_WEIGHTS[tag] for tag in sorted(wanted & words)) + float(rng.uniform(0, 0.8))
        for mood, words in _VOTES.items()
    }
    return PALETTES[max(votes, key=votes.__getitem__)]


def shifted(palette: Palette, turn: float, lift: float) -> Palette:
    """The same palette with every hue turned (1 is full circle) and lightness changed."""
    return Palette(*(_shifted(colour, turn, lift) for colour in astuple(palette)))


def mixed(first: Colour, second: Colour, share: float) -> Colour:
    """Blend two colours; `share` of 1 is all of the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def brightness(colour: Colour) -> float:
    """Perceived lightness, 0 (black) to 1 (white)."""
    return (0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]) / 255


def _shifted(colour: Colour, turn: float, lift: float) -> Colour:
    hue, lightness, saturation = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    lightness = min(1.0, max(0.0, lightness * (1 + lift)))
    red, green, blue = colorsys.hls_to_rgb((hue + turn) % 1, lightness, saturation)
    return round(red * 255), round(green * 255), round(blue * 255)
