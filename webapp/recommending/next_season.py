"""What directly follows the titles that a visitor finished."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from webapp.question.query import PLANNED_ONLY, PLANNED_WITHOUT
from webapp.recommending.reasons import Why, contribution, fields
from webapp.recommending.recommender import Pick
from webapp.recommending.standing import Standing
from webapp.recommending.wording import with_article

HOW = "Comes next"


def picks(standing: Standing, k: int) -> tuple[Pick, ...]:
    """The next titles of finished ones that were not disliked, the best liked first."""
    best: dict[int, Pick] = {}
    for place in _finished(standing).tolist():
        row, score = int(standing.taste.rows[place]), float(standing.taste.scores[place])
        following = _next_unseen(standing, row)
        if following is None:
            continue
        pick = _pick(standing, row, score, following, float(standing.taste.weights[place]))
        if following not in best or pick.score > best[following].score:
            best[following] = pick
    return tuple(sorted(best.values(), key=lambda pick: (-pick.score, pick.row))[:k])


def _finished(standing: Standing) -> NDArray[np.int64]:
    """Places in the taste of what was seen to its end and not disliked."""
    unfinished = standing.snapshot.id_map.to_index(
        [*standing.query.watching, *standing.query.dropped]
    )
    taste = standing.taste
    finished: NDArray[np.int64] = np.flatnonzero(
        (taste.weights > 0) & ~np.isin(taste.rows, unfinished)
    )
    return finished


def _next_unseen(standing: Standing, row: int) -> int | None:
    """The first title after `row` that the visitor has not seen; None when it may not be shown."""
    sequels, met = standing.snapshot.franchises.sequels, {row}
    row = int(sequels[row])
    while row >= 0 and row not in met and standing.seen[row]:
        met.add(row)
        row = int(sequels[row])
    is_open = row >= 0 and row not in met and bool(standing.allowed[row])
    return row if is_open and _is_wanted(standing, row) else None


def _is_wanted(standing: Standing, row: int) -> bool:
    is_planned = standing.snapshot.cards[row].anime_id in standing.query.planned
    asked = standing.query.filters.planned
    return not (
        (asked == PLANNED_ONLY and not is_planned) or (asked == PLANNED_WITHOUT and is_planned)
    )


def _pick(standing: Standing, row: int, score: float, following: int, weight: float) -> Pick:
    card = standing.snapshot.cards[row]
    gave = f", which you gave {with_article(score)}" if score else ", which you watched"
    because = [f"Follows {card.named(standing.query.language)}{gave}"]
    told = {"because": because, "contributions": [contribution(card, score, 1.0, HOW)]}
    return Pick(following, weight, Why(fields(told), (row,), 1))
