"""``/you``: what the visitor's scores say."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence

import pymongo
from flask import g, render_template
from pymongo.errors import PyMongoError

import store
from webapp.catalogue.snapshot import Snapshot
from webapp.errors import Unavailable
from webapp.pages.frame import page_blueprint
from webapp.question.link import LinkState
from webapp.serving.watch import ANSWER_SECONDS, current_serving
from webapp.visitor.guessing import LEAST_SCORES, guesses_of
from webapp.visitor.profile import Line, profile_of
from webapp.visitor.twins import Twins, twins_of

you = page_blueprint("you")
log = logging.getLogger(__name__)

CLOUD_SIZES = 6
MAX_WORDS = 30
HEADINGS = {
    "genres": "Genres and themes", "sources": "Sources", "decades": "Decades",
    "studios": "Studios", "types": "Types",
}  # fmt: skip


@you.get("/you")
def profile() -> str:
    """Taste, histogram, twins, and how well the site would have guessed."""
    snapshot = current_serving().require_snapshot()
    state: LinkState = g.state
    told = profile_of(snapshot, state.rating_list)
    return render_template(
        "you.html",
        snapshot=snapshot,
        told=told,
        headings=HEADINGS,
        clouds={name: cloud(told.lines[name]) for name in ("genres", "sources")},
        usual=usual_histogram(list(state.ratings)) if told.n_scores else None,
        twins=_twins(snapshot, state),
        guesses=guesses_of(snapshot, state.rating_list),
        least_scores=LEAST_SCORES,
    )


def cloud(lines: Sequence[Line]) -> list[tuple[str, int]]:
    """(word, size from 1 to `CLOUD_SIZES`) by the alphabet; the area of a word tells its count."""
    most = max((line.n_titles for line in lines), default=1)
    shown = [
        (line.label, 1 + round((CLOUD_SIZES - 1) * (line.n_titles / most) ** 0.5))
        for line in lines[:MAX_WORDS]
    ]
    return sorted(shown)


def usual_histogram(ids: Sequence[int]) -> list[float] | None:
    """(10,) share of MAL's votes for these titles that were 1 to 10; None without a database."""
    try:
        with pymongo.timeout(ANSWER_SECONDS):
            found = store.anime.find_many(current_serving().database(), ids, ("score_votes",))
    except (PyMongoError, Unavailable):
        return None
    votes: Counter[int] = Counter()
    for document in found.values():
        votes.update(_shares(document))
    total = sum(votes.values())
    return [votes[score] / total for score in range(1, 11)] if total else None


def _shares(document: Mapping[str, object]) -> dict[int, float]:
    """Share of a title's votes for each score, so that a famous title counts as any other."""
    given = document.get("score_votes")
    votes = [float(n or 0) for n in given] if isinstance(given, list) else []
    if len(votes) != 10 or not sum(votes):
        return {}
    return {score: n / sum(votes) for score, n in enumerate(votes, start=1)}


def _twins(snapshot: Snapshot, state: LinkState) -> Twins | None:
    try:
        return twins_of(current_serving().database(), snapshot, state.query(1))
    except (PyMongoError, Unavailable) as error:
        log.warning("no taste twins: %s", type(error).__name__)
        return None
