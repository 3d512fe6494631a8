"""Which motif a title gets: words of its synopsis and its tags vote."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from sample import emblems, figures, patterns, scenery
from sample.canvas import Canvas

Motif = Callable[[Canvas], None]

MOTIFS: dict[str, Motif] = {
    motif.__name__: motif
    for motif in (
        scenery.mountains, scenery.sea, scenery.forest, scenery.pines, scenery.city,
        scenery.castle, scenery.field, scenery.space, scenery.rain,
        emblems.sakura, emblems.window, emblems.robot, emblems.clock, emblems.eye,
        emblems.staves, emblems.court,
        figures.sword, figures.burst, figures.magic, figures.blood_moon, figures.torii,
        figures.keyhole, patterns.grid, patterns.confetti, patterns.road, patterns.bowl,
    )
}  # fmt: skip

# A tag gives its motifs this many votes; a word of the synopsis gives one each time.
_TAGS: dict[str, dict[str, float]] = {
    "Space": {"space": 4},
    "Mecha": {"robot": 5},
    "Sports": {"court": 3},
    "Team Sports": {"court": 4},
    "Combat Sports": {"burst": 3},
    "Music": {"staves": 4},
    "Idols (Female)": {"staves": 4},
    "Racing": {"road": 4},
    "Gourmet": {"bowl": 4},
    "Samurai": {"sword": 5},
    "Historical": {"sword": 1, "mountains": 1},
    "Vampire": {"blood_moon": 4},
    "Horror": {"blood_moon": 3},
    "Gore": {"blood_moon": 2},
    "Time Travel": {"clock": 5},
    "Mahou Shoujo": {"magic": 4},
    "Isekai": {"castle": 2, "magic": 1},
    "Video Game": {"grid": 3},
    "Game": {"grid": 1.5},
    "Detective": {"keyhole": 4},
    "Mystery": {"keyhole": 2},
    "Suspense": {"keyhole": 1, "eye": 1},
    "Psychological": {"eye": 2},
    "Organized Crime": {"city": 3},
    "Mythology": {"torii": 3},
    "Demons": {"torii": 1, "blood_moon": 1},
    "Super Power": {"burst": 2},
    "Martial Arts": {"burst": 2.5},
    "Iyashikei": {"field": 2},
    "School": {"window": 1.6},
    "Romance": {"sakura": 1.3, "rain": 0.4},
    "Gag Humor": {"confetti": 3},
    "Parody": {"confetti": 2.5},
    "Comedy": {"confetti": 0.7},
    "Slice of Life": {"field": 0.8, "window": 0.6},
    "Fantasy": {"castle": 0.7, "magic": 0.6, "mountains": 0.4},
    "Adventure": {"mountains": 1.2},
    "Supernatural": {"forest": 0.8, "torii": 0.6},
    "Sci-Fi": {"space": 0.8, "grid": 0.6, "city": 0.6},
    "Action": {"burst": 0.7, "city": 0.5},
    "Drama": {"rain": 0.9},
    "Military": {"robot": 1},
    "Shoujo": {"sakura": 0.6},
    "Shounen": {"burst": 0.6},
    "Avant Garde": {"eye": 2},
}
_WORDS = {
    motif: re.compile(rf"\b(?:{words})s?\b", re.IGNORECASE)
    for motif, words in {
        "mountains": r"mountain|cliff|journey|travel\w*|wilderness|peak|wander\w*|quest",
        "sea": "sea|ocean|ship|pirate|island|diver|wave|harbou?r|gondola|gondolier|fish|coast",
        "forest": "forest|mushi|wood|wolf|wolves|beast|fairy|fairies|spirit|animal",
        "pines": "camp|camping|winter|hike|lake|tent|cabin|ski|snow|hokkaido|north",
        "city": "city|gang|gangster|mafia|police|taxi|syndicate|tokyo|street|neighbou?rhood",
        "castle": "castle|kingdom|king|queen|knight|prince|princess|dragon|throne|dungeon|royal",
        "field": "village|countryside|farm|summer|rural|meadow|grandmother|child|children",
        "space": "planet|spaceship|galaxy|galactic|astronaut|orbit|moon|alien|solar|comet|fleet",
        "rain": "rain|storm|umbrella|cry|letter|grief|mourn|weather|typhoon|lonely|guilt",
        "sakura": r"cherry|spring|confess\w*|crush|bloom|petal|couple|wedding|romance|dating",
        "window": "club|classroom|classmate|council|teacher|transfer",
        "robot": r"robot|mecha|pilot|mobile suit|android|machine|gundam|cyborg|evangelion|automail",
        "clock": "time|loop|clock|future|past|century|memory|memories|yesterday|years",
        "eye": "mind|nightmare|mask|identity|stalker|paranoia|notebook|illusion|hallucination",
        "staves": "music|band|piano|violin|song|concert|orchestra|guitar|jazz|idol|brass|cello",
        "court": "volleyball|basketball|baseball|tennis|soccer|football|swimming|court|kickboxing",
        "sword": "sword|samurai|blade|ronin|swordsman|katana|duel|slayer|shogunate|wanderer",
        "burst": "hero|heroes|fight|fighter|boxer|boxing|punch|strongest|villain|ninja|rival",
        "magic": r"magic|magical|witch|witches|wizard|spell|alchem\w+|sorcer\w+|curse|grail|wish",
        "blood_moon": "vampire|ghoul|blood|titan|monster|corpse|zombie|demon|murder|massacre",
        "torii": "shrine|god|goddess|youkai|yokai|temple|ghost|kimono|bathhouse|deity|edo|kyoto",
        "keyhole": "case|detective|mystery|thief|spy|secret|clue|heist|culprit|agent|murderer",
        "grid": r"online|virtual|hacker|network|cyber\w*|digital|avatar|internet|program|computer",
        "confetti": "joke|gag|absurd|silly|parody|prank|chaos|odd jobs|nonsense|everything",
        "road": "race|racing|car|motorcycle|drift|road|bike|bicycle|cycling|driver",
        "bowl": "cook|cooking|chef|restaurant|meal|recipe|kitchen|cafe|ramen|dish|bakery|food|eat",
    }.items()
}


def choose(tags: Iterable[str], text: str, rng: np.random.Generator) -> str:
    """Name the motif with most votes; `rng` settles what is close."""
    votes = {name: float(rng.uniform(0, 1.1)) for name in MOTIFS}
    for tag in tags:
        for name, share in _TAGS.get(tag, {}).items():
            votes[name] += share
    for name, words in _WORDS.items():
        votes[name] += 1.2 * min(3, len(words.findall(text)))
    return max(votes, key=votes.__getitem__)
