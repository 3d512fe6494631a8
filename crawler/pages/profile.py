"""A member's profile: ``/profile/USER``."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page
from crawler.pages.tree import Path, css, text_of

_NAME = re.compile(r"(\S{1,64}?)['\u2019]s Profile")
_NAMED = Path("//title/text() | //h1//text() | //span[contains(@class, 'di-ib')]/text()")
_COUNT_LINES = Path("(//ul[contains(@class, 'stats-status')])[1]/li")
_LABEL, _COUNT = css("a"), css("span")
_SCORES = Path("(//div[contains(@class, 'stat-score')])[1]")
_STATUS = Path("//*[span[contains(@class, 'user-status-title')]]")
_STATUS_LABEL, _STATUS_DATA = css("span.user-status-title"), css("span.user-status-data")
_COUNTS = ("Watching", "Completed", "On-Hold", "Dropped", "Plan to Watch")


class ProfilePage(Page):
    """What a member shows of herself: no more is read than the lists need."""

    @property
    def name(self) -> str:
        """User name.

        Raises
        ------
        FieldError
            When the page does not say whose profile it is.
        """
        for text in _NAMED(self.tree.root):
            if found := _NAME.search(values.clean(text)):
                return found.group(1)
        raise FieldError("name", "is missing: no profile's title", self.url)

    @property
    def joined(self) -> str | None:
        """Day of joining, as an ISO date."""
        return values.date(self._status.get("joined"))

    @property
    def last_online(self) -> str | None:
        """When last seen, in the site's words ("Now", "Yesterday, 6:37 AM", "Oct 14, 3:07 PM")."""
        return values.known(self._status.get("last online"))

    @property
    def days(self) -> float | None:
        """Days spent watching anime."""
        return self._anime_number("Days")

    @property
    def mean_score(self) -> float | None:
        """Mean of the scores that the member gave to anime."""
        return self._anime_number("Mean Score") or None

    @property
    def counts(self) -> dict[str, int | None]:
        """Titles in each part of the anime list; None where the page does not say."""
        told: dict[str, str] = {}
        for line in _COUNT_LINES(self.tree.root):
            label, count = _LABEL.first(line), _COUNT.first(line)
            if label is not None and count is not None:
                told[text_of(label)] = text_of(count)
        return {name: values.number(told.get(name)) for name in _COUNTS}

    def document(self) -> dict[str, Any]:
        """Return the fields of a `users` document that the page shows."""
        return {"_id": self.name, "joined": self.joined}

    @cached_property
    def _status(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in _STATUS(self.tree.root):
            label, data = _STATUS_LABEL.first(line), _STATUS_DATA.first(line)
            if label is not None and data is not None:
                found.setdefault(text_of(label).lower(), text_of(data))
        return found

    def _anime_number(self, label: str) -> float | None:
        block = _SCORES.first(self.tree.root)
        text = text_of(block) if block is not None else ""
        found = re.search(rf"{label}:\s*([\d,]+(?:\.\d+)?)", text)
        return float(found.group(1).replace(",", "")) if found else None
