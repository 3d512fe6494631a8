"""A member's profile: ``/profile/USER``."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.page import Page
from crawler.pages.tree import text_at, text_of

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
        for named in self.tree.css("title, h1, span.di-ib"):
            if found := _NAME.search(text_of(named)):
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
        block = self.tree.css_first("ul.stats-status")
        for line in block.css("li") if block else ():
            told[text_at(line, "a") or ""] = text_at(line, "span") or ""
        return {name: values.number(told.get(name)) for name in _COUNTS}

    def document(self) -> dict[str, Any]:
        """Return the fields of a `users` document that the page shows."""
        return {"_id": self.name, "joined": self.joined}

    @cached_property
    def _status(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.tree.css(":has(> span.user-status-title)"):
            label, data = (text_at(line, f"span.user-status-{part}") for part in ("title", "data"))
            if label and data is not None:
                found.setdefault(label.lower(), data)
        return found

    def _anime_number(self, label: str) -> float | None:
        text = text_at(self.tree, "div.stat-score") or ""
        found = re.search(rf"{label}:\s*([\d,]+(?:\.\d+)?)", text)
        return float(found.group(1).replace(",", "")) if found else None
