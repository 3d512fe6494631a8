"""The file that AniList's settings offer as a download of one's data: ``gdpr_data.json``.

It names titles by AniList's ids alone. AniList began with MyAnimeList's ids and numbers what came
later from 20,000 on, so that what is below is the same title on both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from crawler.load import plain_values

FIRST_OWN_ID = 20_000
ANIME = 0
# AniList's numbers for the parts of a list -> MyAnimeList's; a rewatched title was completed.
_STATUSES = {0: 1, 1: 6, 2: 2, 3: 4, 4: 3, 5: 2}
_TOP_OF_TEN = 10


def is_download(answer: Any) -> bool:
    """Whether a JSON file is such a download."""
    lists = answer.get("lists") if isinstance(answer, dict) else None
    return isinstance(lists, list) and any(
        isinstance(row, dict) and "series_id" in row for row in lists
    )


def entries(answer: Mapping[str, Any], skipped: Counter[str]) -> list[dict[str, Any]]:
    """Return the entries of a download; titles of AniList's own numbers are counted as skipped."""
    rows = [row for row in answer["lists"] if isinstance(row, dict)]
    rows = [row for row in rows if row.get("series_type") == ANIME]
    scores = [plain_values.whole(row.get("score"), 100) or 0 for row in rows]
    # Points of a hundred, unless no score needs them.
    step = 10 if max(scores, default=0) > _TOP_OF_TEN else 1
    found = []
    for row, score in zip(rows, scores, strict=True):
        anime_id = plain_values.whole(row.get("series_id"), FIRST_OWN_ID - 1)
        status = _STATUSES.get(plain_values.whole(row.get("status"), max(_STATUSES)) or 0)
        if not anime_id or status is None:
            skipped["no_mal_id"] += 1
            continue
        points = min(_TOP_OF_TEN, max(1, (score + step // 2) // step)) if score else 0
        found.append({"anime_id": anime_id, "score": points, "status": status})
    return found
