"""What each of MAL's genres, themes and demographics feels like, in plain words.

A question of mood ("something sad but hopeful") shares no word with a synopsis, but its meaning is
near that of such a sentence; the sentence model compares them. The words here are this project's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
# Cosine of a question and a gloss: the first is no sign of the kind, the second a sure one.
SURE = (0.15, 0.45)
# Kinds that are nearly as near as the nearest are meant too.
BESIDE = 0.06
GLOSSES: Mapping[str, str] = {
    "Action": "exciting fights, battles, explosions and chases",
    "Adult Cast": "grown-up characters with jobs, adults instead of teenagers",
    "Adventure": "a journey, an expedition, a quest through unknown lands",
    "Anthropomorphic": "animals or things that talk and act like people",
    "Avant Garde": "experimental, weird, surreal, abstract art film",
    "Award Winning": "acclaimed, celebrated, a winner of awards",
    "Boys Love": "two boys or men in love with each other",
    "CGDCT": "cute girls spending sweet, carefree days together",
    "Cars": "car racing, street racing, drivers",
    "Childcare": "raising a small child, parents and babies",
    "Combat Sports": "boxing, wrestling, fighters in the ring",
    "Comedy": "funny, hilarious jokes and gags that make you laugh, silly and light-hearted",
    "Crossdressing": "a boy dressed as a girl, a girl dressed as a boy",
    "Delinquents": "gangs, bikers, school bullies and brawls",
    "Demons": "demons, devils, the demon king, hell",
    "Detective": "a detective investigates a crime and finds the murderer",
    "Drama": "sad, emotional, moving, tears, loss and grief, serious troubles",
    "Ecchi": "sexy girls, fan service, panties, lewd",
    "Educational": "teaches children facts, learning about the world",
    "Erotica": "sex, adult, explicit",
    "Fantasy": "magic, wizards, elves, dragons, a magical kingdom",
    "Gag Humor": "absurd slapstick jokes, nonsense, laughing out loud",
    "Game": "trapped in a video game, players, cards, board games",
    "Girls Love": "two girls or women in love with each other",
    "Gore": "brutal violence, blood, mutilated bodies",
    "Gourmet": "food, cooking, delicious dishes, restaurants, chefs",
    "Harem": "one boy surrounded by many girls who all love him",
    "High Stakes Game": "gambling, a deadly game, betting one's life",
    "Historical": "the past, centuries ago, an earlier age of history",
    "Horror": "scary, creepy, terrifying, monsters, blood and nightmares",
    "Idols (Female)": "girls who become pop idols and sing on stage",
    "Idols (Male)": "boys who become pop idols and sing on stage",
    "Isekai": "summoned, transported or reborn into another world",
    "Iyashikei": "soothing, healing, relaxing, peaceful, slow and gentle",
    "Kids": "for small children, simple and cheerful",
    "Love Polygon": "several people in love with the same one, rivals in love",
    "Mahou Shoujo": "magical girls who transform and fight evil",
    "Martial Arts": "karate, kung fu, fist fights, masters and their pupils",
    "Mecha": "giant robots and their pilots",
    "Medical": "doctors, hospitals, illness and patients",
    "Military": "soldiers, the army, war, the front",
    "Music": "a band, singing, songs, playing instruments on stage",
    "Mystery": "a puzzle, clues, an unsolved secret, whodunit",
    "Mythology": "gods, myths and legends",
    "Organized Crime": "the mafia, yakuza, gangsters and assassins",
    "Otaku Culture": "fans of anime, manga and games, geeks",
    "Parody": "making fun of other works, satire, spoof",
    "Performing Arts": "theatre, dance, acting on stage",
    "Pets": "cats, dogs and the people who keep them",
    "Police": "police officers, cops chasing criminals",
    "Psychological": "the mind, madness, disturbing, mind-bending, mind games",
    "Racing": "races, fast cars and motorcycles",
    "Reincarnation": "dying and being born again with memories of a former life",
    "Reverse Harem": "one girl surrounded by many boys who all love her",
    "Romance": "falling in love, a love story, couples, dating",
    "Samurai": "samurai, swordsmen of old Japan",
    "School": "students, classes, a high school and its clubs",
    "Sci-Fi": "science, technology, robots, the future",
    "Showbiz": "actors, singers, television, life in show business",
    "Slice of Life": "calm, relaxing, cozy everyday life, gentle, nothing much happens",
    "Space": "spaceships, outer space, planets, the galaxy",
    "Sports": "athletes train, races and matches, a tournament, winning the championship",
    "Strategy Game": "chess, go, cards, outwitting the opponent",
    "Super Power": "superhuman abilities, heroes with powers fighting villains",
    "Supernatural": "ghosts, spirits, curses, powers that cannot be explained",
    "Survival": "struggling to stay alive, stranded, a fight to the death",
    "Suspense": "a thriller with danger, twists and fear",
    "Team Sports": "a team trains, plays matches and wins the tournament",
    "Time Travel": "travelling through time, changing the past, living a day again",
    "Urban Fantasy": "magic and monsters hidden in a modern city",
    "Vampire": "vampires, bloodsuckers in the night",
    "Video Game": "playing video games, inside a game world",
    "Villainess": "reborn as the villainess of a romance game",
    "Visual Arts": "painting, drawing, manga artists",
    "Workplace": "work at an office or a shop, colleagues",
}


def glosses_of(tags: Sequence[str]) -> list[str]:
    """Return the gloss of each tag; empty for one that has none."""
    return [GLOSSES.get(tag, "") for tag in tags]


def meant(question: Vector, glosses: NDArray[np.float32]) -> Vector:
    """Return how surely a question means each kind (n_tags,) float32, from 0 to 1.

    Parameters
    ----------
    question
        (n_dims,) the question's meaning, of length 1.
    glosses
        (n_tags, n_dims) float32, rows of length 1; of 0 for a kind without a gloss.
    """
    if glosses.size == 0:
        return np.zeros(len(glosses), dtype=np.float32)
    near = glosses @ question
    low, high = SURE
    sure = np.clip((near - low) / (high - low), 0.0, 1.0)
    found: Vector = np.where(near >= near.max(initial=0.0) - BESIDE, sure, 0.0).astype(np.float32)
    return found
