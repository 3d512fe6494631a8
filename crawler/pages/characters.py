"""Characters, their voices and the staff: ``/anime/ID/Slug/characters``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crawler.pages import values
from crawler.pages.page import TitlePage
from crawler.pages.tree import Node, attribute, following, own_text, text_at, text_of

_CHARACTER = re.compile(r"/character/(\d{1,9})(?!\d)")
_PERSON = re.compile(r"/people/(\d{1,9})(?!\d)")
_CHARACTER_CELL = "td:has(> a[href*='/character/'], > div > a[href*='/character/'])"
_PERSON_LINK = "a[href*='/people/']"
_VOICES = f"tr:has({_PERSON_LINK})"
# Cells beside a character's are his voices'.
_STAFF_CELL = f"td:has(> {_PERSON_LINK}):has(small):not({_CHARACTER_CELL} ~ td td)"
_ROLES = {"Main", "Supporting"}


class CharactersPage(TitlePage):
    """Characters and staff of one title, in the plain tables to 2021 and the named ones after."""

    def __init__(self, answer: str | bytes, url: str) -> None:
        super().__init__(answer, url)
        self._check_title("Characters")

    def document(self) -> dict[str, Any]:
        """Return the fields of an `anime` document that the page shows."""
        return {"characters": self.characters, "staff": self.staff}

    @property
    def characters(self) -> list[dict[str, Any]]:
        """``{"character_id", "name", "role", "voices"}``; role is Main, Supporting or None."""
        found: dict[int, dict[str, Any]] = {}
        for cell in self.tree.css(_CHARACTER_CELL):
            name, number = _named(cell.css("a[href*='/character/']"), _CHARACTER)
            if number:
                character = {
                    "character_id": number,
                    "name": name,
                    "role": _role(cell),
                    "voices": _voices(following(cell)),
                }
                found.setdefault(number, character)
        return list(found.values())

    @property
    def staff(self) -> list[dict[str, Any]]:
        """``{"person_id", "name", "roles"}`` for each of the staff."""
        found: dict[int, dict[str, Any]] = {}
        for cell in self.tree.css(_STAFF_CELL):
            name, number = _named(cell.css(_PERSON_LINK), _PERSON)
            if number:
                roles = " ".join(map(text_of, cell.css("small")))
                person = {
                    "person_id": number,
                    "name": name,
                    "roles": values.unique(roles.split(",")),
                }
                found.setdefault(number, person)
        return list(found.values())


def _named(links: Iterable[Node], address: re.Pattern[str]) -> tuple[str, int | None]:
    """Return the words of the first of `links` that is not a picture only, and its id."""
    for link in links:
        if name := text_of(link):
            number = address.search(attribute(link, "href"))
            return name, int(number.group(1)) if number else None
    return "", None


def _role(cell: Node) -> str | None:
    return next(filter(_ROLES.__contains__, map(own_text, cell.css("small, div"))), None)


def _voices(cells: Iterable[Node]) -> list[dict[str, Any]]:
    found: dict[tuple[int, str | None], dict[str, Any]] = {}
    for row in (row for cell in cells if cell.is_element_node for row in cell.css(_VOICES)):
        name, number = _named(row.css(_PERSON_LINK), _PERSON)
        if number:
            language = values.known(text_at(row, "small, .js-anime-character-language"))
            voice = {"person_id": number, "name": name, "language": language}
            found.setdefault((number, language), voice)
    return list(found.values())
