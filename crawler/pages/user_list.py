"""One page of a user's list: ``animelist/USER/load.json?status=7&offset=N``."""

from __future__ import annotations

import json
from functools import cached_property
from typing import Any

from crawler.errors import CutPageError, FieldError, PageError

ROWS_PER_PAGE = 300
STATUSES = {1, 2, 3, 4, 6}  # watching, completed, on hold, dropped, plan to watch


class UserListPage:
    """One page of a user's list.

    Parameters
    ----------
    text
        The answer: a JSON array of rows.
    url
        Where it came from; named in errors.

    Raises
    ------
    CutPageError
        When the JSON stops in the middle.
    PageError
        When the answer is JSON of another shape.
    """

    def __init__(self, text: str, url: str) -> None:
        self.url = url
        self._rows = self._read(text)

    def _read(self, text: str) -> list[Any]:
        try:
            rows = json.loads(text)
        except ValueError as error:
            if text.lstrip()[:1] in {"[", "{", ""}:
                raise CutPageError(f"the list is cut: {error}", self.url) from error
            raise FieldError("list", "is not JSON", self.url) from error
        except RecursionError as error:
            raise PageError("the list is nested too deep", self.url) from error
        if not isinstance(rows, list):
            raise FieldError("list", f"is a {type(rows).__name__}, not rows", self.url)
        return rows

    @cached_property
    def entries(self) -> list[dict[str, Any]]:
        """Rows as list entries of a `users` document; rows without an anime id are left out."""
        found = (_entry(row) for row in self._rows if isinstance(row, dict))
        return [entry for entry in found if entry["anime_id"]]

    @property
    def n_skipped(self) -> int:
        """Rows that are no list entries."""
        return len(self._rows) - len(self.entries)

    @property
    def n_rows(self) -> int:
        """Rows of the page, readable or not."""
        return len(self._rows)

    @property
    def is_last(self) -> bool:
        """Whether the list ends here: a full page has 300 rows."""
        return len(self._rows) < ROWS_PER_PAGE


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    score, status = _whole(row.get("score")), _whole(row.get("status"))
    return {
        "anime_id": _whole(row.get("anime_id")),
        "score": score if score and score <= 10 else 0,
        "status": status if status in STATUSES else 0,
        "episodes": _whole(row.get("num_watched_episodes")) or 0,
        "updated": _whole(row.get("updated_at")) or None,
    }


def _whole(value: Any) -> int | None:
    # Numbers can come as strings, and "" stands for none.
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:12])
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**40 else None
