"""A member's profile: ``/profile/USER``."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page

_NAME = re.compile(r"(\S{1,64}?)['\u2019]s Profile")
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
        for text in self.selector.css("title::text, h1 ::text, span.di-ib.po-r::text").getall():
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
        lines = self.selector.xpath("(//ul[contains(@class, 'stats-status')])[1]/li")
        told = {values.text_of(a): values.text_of(n) for a, n in (
            (line.xpath("a")[0], line.xpath("span")[0])
            for line in lines if line.xpath("a") and line.xpath("span")
        )}  # fmt: skip
        return {name: values.number(told.get(name)) for name in _COUNTS}

    def document(self) -> dict[str, Any]:
        """Return the fields of a `users` document that the page shows."""
        return {"_id": self.name, "joined": self.joined}

    @cached_property
    def _status(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.selector.xpath("//*[span[contains(@class, 'user-status-title')]]"):
            label = values.clean(line.css("span.user-status-title::text").get()).lower()
            found.setdefault(label, values.clean(line.css("span.user-status-data::text").get()))
        return found

    def _anime_number(self, label: str) -> float | None:
        block = self.selector.xpath("(//div[contains(@class, 'stat-score')])[1]")
        text = values.text_of(block[0]) if block else ""
        found = re.search(rf"{label}:\s*([\d,]+(?:\.\d+)?)", text)
        return float(found.group(1).replace(",", "")) if found else None
