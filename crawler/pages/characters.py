"""Characters, their voices and the staff: ``/anime/ID/Slug/characters``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from crawler.pages import values
from crawler.pages.page import TitlePage
from crawler.pages.tree import Element, Path, css, text_of

_CHARACTER = re.compile(r"/character/(\d{1,9})(?!\d)")
_PERSON = re.compile(r"/people/(\d{1,9})(?!\d)")
_CHARACTER_LINK = "(a | div/a)[contains(@href, '/character/')]"
_CHARACTER_CELLS = Path(f"//td[{_CHARACTER_LINK}]")
_CHARACTERS = Path(_CHARACTER_LINK)
_STAFF_CELLS = Path(
    f"//td[a[contains(@href, '/people/')]][.//small][not(ancestor::tr[2]/td[{_CHARACTER_LINK}])]"
)
_OWN_PEOPLE, _PEOPLE = Path("a[contains(@href, '/people/')]"), css("a[href*='/people/']")
_OTHER_CELLS = Path("following-sibling::td")
_VOICES = Path(".//tr[td//a[contains(@href, '/people/')]]")
_SMALL, _LANGUAGE = css("small"), css("small, .js-anime-character-language")
_ROLE = Path(".//small//text() | .//div/text()")
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
        for cell in _CHARACTER_CELLS(self.tree.root):
            link, number = _named(_CHARACTERS(cell), _CHARACTER)
            if number:
                character = {
                    "character_id": number,
                    "name": text_of(link),
                    "role": _role(cell),
                    "voices": _voices(_OTHER_CELLS(cell)),
                }
                found.setdefault(number, character)
        return list(found.values())

    @property
    def staff(self) -> list[dict[str, Any]]:
        """``{"person_id", "name", "roles"}`` for each of the staff."""
        found: dict[int, dict[str, Any]] = {}
        for cell in _STAFF_CELLS(self.tree.root):
            link, number = _named(_OWN_PEOPLE(cell), _PERSON)
            if number:
                roles = " ".join(map(text_of, _SMALL(cell)))
                person = {
                    "person_id": number,
                    "name": text_of(link),
                    "roles": values.unique(roles.split(",")),
                }
                found.setdefault(number, person)
        return list(found.values())


def _named(links: Iterable[Element], address: re.Pattern[str]) -> tuple[Element, int | None]:
    """Return the first of `links` that has words, not a picture only, and the id it leads to."""
    link = next((link for link in links if text_of(link)), None)
    number = address.search(link.get("href")) if link is not None else None
    return link, int(number.group(1)) if number else None


def _role(cell: Element) -> str | None:
    told = (values.clean(text) for text in _ROLE(cell))
    return next((text for text in told if text in _ROLES), None)


def _voices(cells: Iterable[Element]) -> list[dict[str, Any]]:
    found: dict[tuple[int, str | None], dict[str, Any]] = {}
    for row in (row for cell in cells for row in _VOICES(cell)):
        link, number = _named(_PEOPLE(row), _PERSON)
        if number:
            told = _LANGUAGE.first(row)
            language = values.known(text_of(told)) if told is not None else None
            voice = {"person_id": number, "name": text_of(link), "language": language}
            found.setdefault((number, language), voice)
    return list(found.values())
