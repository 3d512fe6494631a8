"""Statistics of one title: ``/anime/ID/Slug/stats``."""

from __future__ import annotations

import re
from typing import Any

from crawler.errors import FieldError
from crawler.pages import values
from crawler.pages.facts import Facts
from crawler.pages.page import TitlePage
from crawler.pages.tree import text_at, text_of

_PARTS = {
    "watching": "watching",
    "completed": "completed",
    "on_hold": "on-hold",
    "dropped": "dropped",
    "plan_to_watch": "plan to watch",
}
_VOTES = re.compile(r"\(\s*([\d,]+)\s+votes?\s*\)")


class StatsPage(TitlePage):
    """How many members have a title on their lists, and how they scored it."""

    def document(self) -> dict[str, Any]:
        """Return the fields of an `anime` document that the page shows.

        Raises
        ------
        FieldError
            When the page has no table of members at all.
        """
        return {"watching": self.watching, "score_votes": self.score_votes}

    @property
    def watching(self) -> dict[str, int]:
        """Members by part of their list."""
        facts = Facts(self.tree)
        found = {name: values.number(facts.text(label)) for name, label in _PARTS.items()}
        missing = [name for name, count in found.items() if count is None]
        if missing:
            labels = ", ".join(_PARTS[name] for name in missing)
            raise FieldError("watching", f"is missing: no span.dark_text of {labels}", self.url)
        return {name: count for name, count in found.items() if count is not None}

    @property
    def total(self) -> int | None:
        """Members who have it anywhere on their list."""
        return values.number(Facts(self.tree).text("total"))

    @property
    def score_votes(self) -> list[int] | None:
        """Votes for the scores 1 to 10; None when nobody voted."""
        # A score without votes has no row.
        votes = [0] * 10
        for row in self.tree.css(".score-stats tr"):
            score = values.positive(text_at(row, "td.score-label"))
            told = _VOTES.search(text_of(row))
            if score and score <= 10 and told:
                votes[score - 1] = values.number(told.group(1)) or 0
        return votes if any(votes) else None
