"""Characters, their voices and the staff: ``/anime/ID/Slug/characters``."""

from __future__ import annotations

import re
from typing import Any

from parsel import Selector, SelectorList

from crawler.pages import values
from crawler.pages.page import TitlePage

_CHARACTER = re.compile(r"/character/(\d{1,9})(?!\d)")
_PERSON = re.compile(r"/people/(\d{1,9})(?!\d)")
_CHARACTER_LINK = "(a | div/a)[contains(@href, '/character/')]"
_ROLES = {"Main", "Supporting"}


class CharactersPage(TitlePage):
    """Characters and staff of one title, in the plain tables to 2021 and the named ones after."""

    def __init__(self, text: str, url: str) -> None:
        super().__init__(text, url)
        self._check_title("Characters")

    def document(self) -> dict[str, Any]:
        """Return the fields of an `anime` document that the page shows."""
        return {"characters": self.characters, "staff": self.staff}

    @property
    def characters(self) -> list[dict[str, Any]]:
        """``{"character_id", "name", "role", "voices"}``; role is Main, Supporting or None."""
        found: dict[int, dict[str, Any]] = {}
        for cell in self.selector.xpath(f"//td[{_CHARACTER_LINK}]"):
            link = _named(cell.xpath("(a | div/a)[contains(@href, '/character/')]"))
            number = _CHARACTER.search(link.attrib["href"]) if link else None
            if link and number:
                character = {
                    "character_id": int(number.group(1)),
                    "name": values.text_of(link),
                    "role": _role(cell),
                    "voices": _voices(cell.xpath("following-sibling::td")),
                }
                found.setdefault(int(number.group(1)), character)
        return list(found.values())

    @property
    def staff(self) -> list[dict[str, Any]]:
        """``{"person_id", "name", "roles"}`` for each of the staff."""
        found: dict[int, dict[str, Any]] = {}
        for cell in self.selector.xpath(
            "//td[a[contains(@href, '/people/')]][.//small]"
            f"[not(ancestor::tr[2]/td[{_CHARACTER_LINK}])]"
        ):
            link = _named(cell.xpath("a[contains(@href, '/people/')]"))
            number = _PERSON.search(link.attrib["href"]) if link else None
            if link and number:
                person = {
                    "person_id": int(number.group(1)),
                    "name": values.text_of(link),
                    "roles": values.unique(" ".join(cell.css("small::text").getall()).split(",")),
                }
                found.setdefault(int(number.group(1)), person)
        return list(found.values())


def _named(links: SelectorList[Selector]) -> Selector | None:
    """Return the first of `links` that has words, not a picture only."""
    return next((link for link in links if values.text_of(link)), None)


def _role(cell: Selector) -> str | None:
    told = (values.clean(text) for text in cell.xpath(".//small//text() | .//div/text()").getall())
    return next((text for text in told if text in _ROLES), None)


def _voices(cells: SelectorList[Selector]) -> list[dict[str, Any]]:
    found: dict[tuple[int, str | None], dict[str, Any]] = {}
    for row in cells.xpath(".//tr[td//a[contains(@href, '/people/')]]"):
        link = _named(row.xpath(".//a[contains(@href, '/people/')]"))
        number = _PERSON.search(link.attrib["href"]) if link else None
        if link and number:
            told = row.css("small::text, .js-anime-character-language::text").get()
            language = values.known(told)
            voice = {
                "person_id": int(number.group(1)),
                "name": values.text_of(link),
                "language": language,
            }
            found.setdefault((int(number.group(1)), language), voice)
    return list(found.values())
