"""Whether a question of mood finds titles of the kinds that it means.

    PYTHONPATH=. python benchmarks/nlp_questions.py

Each question names no genre or theme; beside it stand those that answer it. Prints the share of the
first 20 titles that hold one of them: with the glosses of `nlp.kinds`, with only the kinds that a
question names word for word, and the share of all titles that hold one (chance). Two sets:
questions that were at hand when the glosses were written, and questions written afterwards in other
words. Needs a built story set.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping

import numpy as np

import config
import store
from nlp import facets
from nlp.query import StoryQuery, open_query
from ranking import similarity

K = 20
AT_HAND = {
    "something sad but hopeful": "Drama",
    "a relaxing show": "Slice of Life|Iyashikei",
    "something to cry over": "Drama",
    "a tearjerker about loss": "Drama",
    "something that makes me laugh out loud": "Comedy|Gag Humor",
    "a hilarious show with silly jokes": "Comedy|Gag Humor",
    "something creepy to watch at night": "Horror",
    "terrifying monsters and blood": "Horror|Gore",
    "a calm show about everyday life": "Slice of Life|Iyashikei",
    "a cozy story of friends spending time together": "Slice of Life|Iyashikei|CGDCT",
    "a heartwarming love story": "Romance",
    "two shy students fall in love": "Romance",
    "a mind-bending story where nothing is what it seems": "Psychological|Mystery|Avant Garde",
    "a tense thriller that keeps me on the edge of my seat": "Suspense|Psychological|Mystery",
    "a whodunit with clever clues": "Mystery|Detective",
    "detectives solving crimes": "Mystery|Police|Detective",
    "an underdog team wins the championship": "Sports|Team Sports",
    "giant robots fight in a war": "Mecha",
    "soldiers at the front": "Military",
    "bloodsuckers in the night": "Vampire",
    "swordsmen of old japan": "Samurai|Historical",
    "delicious food and cooking": "Gourmet",
    "street racing": "Cars|Racing",
    "cops chasing criminals": "Police|Detective",
    "girls in a band performing on stage": "Music",
    "a weird experimental art film": "Avant Garde",
    "fist fights and kung fu masters": "Martial Arts",
    "a journey across a magical kingdom": "Fantasy",
    "spaceships exploring the galaxy": "Space|Sci-Fi",
    "one boy surrounded by many girls who love him": "Harem",
    "sexy girls and fan service": "Ecchi",
    "life of people centuries ago": "Historical",
    "two girls in love with each other": "Girls Love",
    "trapped inside a video game": "Game|Video Game",
    "spirits and curses haunting people": "Supernatural|Horror",
    "heroes with superhuman abilities fighting villains": "Super Power",
    "making fun of other shows": "Parody",
    "a dark and disturbing story about madness": "Psychological|Horror",
    "a feel-good show to unwind after work": "Slice of Life|Comedy|Iyashikei",
    "gentle and soothing": "Slice of Life|Iyashikei",
    "a melancholic story about growing up": "Drama",
    "exciting fights and explosions": "Action",
}
AFTERWARDS = {
    "I want to feel better after a bad day": "Slice of Life|Comedy|Iyashikei",
    "bring tissues, it will break your heart": "Drama",
    "keeps me awake with fear": "Horror",
    "wholesome and low stakes": "Slice of Life|Iyashikei|CGDCT",
    "goofy antics of roommates": "Comedy|Gag Humor",
    "a bittersweet farewell between childhood companions": "Drama|Romance",
    "a crush on a classmate": "Romance",
    "mercenaries and tanks": "Military|Action",
    "mechanised suits defending earth": "Mecha|Sci-Fi",
    "a private eye and a murder on an island": "Mystery|Detective",
    "sprinters training for the relay": "Sports",
    "pop singers chasing fame": "Music|Idols (Female)|Idols (Male)",
    "an apprentice in a pastry shop": "Gourmet",
    "feudal warlords": "Historical|Samurai",
    "a haunted mansion": "Horror|Supernatural|Mystery",
    "an immortal who drinks human blood": "Vampire",
    "schoolgirls who become a couple": "Girls Love",
    "warp drives and alien empires": "Space|Sci-Fi",
    "gambling with your life at stake": "Game|High Stakes Game|Psychological|Suspense",
    "an unreliable narrator loses grip on reality": "Psychological|Mystery|Avant Garde|Horror",
    "a spoof of magical girls": "Parody|Comedy",
    "boxers and wrestlers": "Sports|Martial Arts|Combat Sports",
    "a sorceress and her familiar": "Fantasy",
    "slow days in a rural town": "Slice of Life|Iyashikei",
}


def main() -> None:
    """Print a line for each set of questions, then the questions that fail."""
    db = store.connect(config.load())
    info = store.vectors.current_sets(db)["story"]
    arrays, facts = store.vectors.load_model(db, info)
    current = store.vectors.load(db, info)
    units = similarity.normalize_rows(current.vectors)
    found = store.anime.find_many(db, current.ids.tolist(), list(facets.TAG_FIELDS))
    held = [facets.tags_of(found.get(id_, {})) for id_ in current.ids.tolist()]
    readers = {
        "named only": open_query(facts, {**arrays, "glosses": np.zeros_like(arrays["glosses"])}),
        "with glosses": open_query(facts, arrays),
    }
    for label, questions in (("at hand", AT_HAND), ("afterwards", AFTERWARDS)):
        right = {text: set(kinds.split("|")) for text, kinds in questions.items()}
        chance = np.mean([[bool(own & kinds) for own in held] for kinds in right.values()])
        print(f"{label}: {len(right)} questions, chance {chance:.3f}")
        for name, asked in readers.items():
            if asked is None:
                sys.exit("the sentence model's weights are not installed")
            shares = _shares(asked, right, units, held)
            print(f"  {name:<13} {np.mean(list(shares.values())):.3f} of the first {K}")
        worst = sorted((share, text) for text, share in shares.items())[:5]
        print("  worst:", "; ".join(f"{share:.2f} {text}" for share, text in worst))


def _shares(
    asked: StoryQuery, right: Mapping[str, set[str]], units: np.ndarray, held: list[frozenset[str]]
) -> dict[str, float]:
    shares = {}
    for text, kinds in right.items():
        best = np.argsort(-(units @ asked.vector(text)), kind="stable")[:K]
        shares[text] = float(np.mean([bool(held[row] & kinds) for row in best.tolist()]))
    return shares


if __name__ == "__main__":
    main()
