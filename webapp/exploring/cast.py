"""Titles whose main characters are played by the same people, or are the same characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pymongo

import store
from webapp.catalogue.snapshot import Snapshot
from webapp.serving.watch import ANSWER_SECONDS

MAIN, SPOKEN = "Main", "Japanese"
# The same character in another story says more than the same voice.
CHARACTER_WEIGHT = 2


@dataclass(frozen=True)
class Cast:
    """Who the main characters of a title are, and who speaks them in Japanese."""

    characters: frozenset[int]
    voices: frozenset[int]

    def shared_with(self, other: Cast) -> int:
        """How much two casts have in common; 0 for nothing."""
        same = len(self.characters & other.characters)
        return CHARACTER_WEIGHT * same + len(self.voices & other.voices)


def cast_of(document: Mapping[str, Any]) -> Cast:
    """Return the main cast that a title's document tells; empty where it was not crawled."""
    main = [one for one in document.get("characters") or () if one.get("role") == MAIN]
    spoken = (
        voice["person_id"]
        for character in main
        for voice in character.get("voices") or ()
        if voice.get("language") == SPOKEN
    )
    return Cast(frozenset(one["character_id"] for one in main), frozenset(spoken))


def of_the_same_cast(db: store.Database, snapshot: Snapshot, row: int, k: int) -> list[int]:
    """Return rows of up to `k` titles of other franchises, the most in common first.

    Of equals the better known comes first. Empty while no cast of the title is stored.
    """
    anime_id = snapshot.cards[row].anime_id
    with pymongo.timeout(ANSWER_SECONDS):
        own = cast_of(store.anime.find_many(db, [anime_id], ("characters",)).get(anime_id, {}))
        voiced = store.anime.voiced_by(db, own.voices)
    groups = snapshot.franchises.groups
    shared: dict[int, int] = {}
    for document in voiced:
        other = snapshot.row_of(document["_id"])
        if other is None or groups[other] == groups[row]:
            continue
        if common := own.shared_with(cast_of(document)):
            shared[other] = common
    fit = [other for other in shared if snapshot.adult[row] or not snapshot.adult[other]]
    return sorted(fit, key=lambda other: (-shared[other], -int(snapshot.members[other])))[:k]
