"""Made-up titles in three plain themes, so that the right topics can be seen."""

from __future__ import annotations

import pytest

THEMES = {
    "football": (
        "the striker trains with the football team before the match",
        "a goalkeeper joins the team and the coach demands harder training",
        "the stadium cheers when the team scores in the football tournament",
        "two rivals meet in the tournament and the coach loses patience",
    ),
    "witch": (
        "a young witch learns spells from an old wizard in the forest",
        "the wizard loses his wand and the witch brews a potion",
        "spells go wrong when the witch meets a dragon in the forest",
        "the potion turns the dragon into a frog and the wizard laughs",
    ),
    "starship": (
        "the starship leaves orbit and its pilot follows a signal from the planet",
        "aliens attack the planet and the pilot defends the colony",
        "the captain of the starship bargains with aliens near the colony",
        "a signal from orbit warns the captain of an attack",
    ),
}
N_EACH = 8


@pytest.fixture(autouse=True)
def words_alone(monkeypatch):
    """Made-up texts are few, and would all join words of one meaning: test_kinship does."""
    from nlp import kinship

    monkeypatch.setattr(kinship, "FEW_TEXTS", 0)


@pytest.fixture(scope="session")
def nltk_folder(tmp_path_factory):
    """One data folder for the whole session: copying WordNet takes a second."""
    return tmp_path_factory.mktemp("nltk")


@pytest.fixture(scope="session")
def reader(nltk_folder):
    from nlp.corpus import Reader

    return Reader(nltk_folder)


@pytest.fixture(scope="session")
def story_texts():
    """24 texts of 3 sentences: 8 of football, then 8 of witches, then 8 of starships."""
    return [
        " ".join(f"{sentences[(n + k) % 4].capitalize()}." for k in range(2 + n % 2)) + f" {end}"
        for sentences in THEMES.values()
        for n, end in zip(range(N_EACH), _ENDS, strict=True)
    ]


@pytest.fixture
def titles(story_texts):
    """Documents of those texts; ids 10, 20, .. so that no id is a row."""
    return [
        {"_id": 10 * (n + 1), "title": f"Title {n + 1}", "synopsis": text}
        for n, text in enumerate(story_texts)
    ]


_ENDS = (
    "Nobody sleeps.", "It rains for a week.", "An aunt bakes bread.", "The clock stops.",
    "A letter arrives.", "Someone hides a key.", "The train is late.", "A dog barks.",
)  # fmt: skip
