"""``/status``: how fresh the site's knowledge is, what it comes from, and how good it is."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import pymongo
from flask import render_template
from pymongo.errors import PyMongoError

import store
from webapp.errors import Unavailable
from webapp.pages.frame import page_blueprint
from webapp.serving.watch import Serving, current_serving

status = page_blueprint("status")

AGES = (("a day", 1), ("a week", 7), ("a month", 30), ("a year", 365))
# Figures of an evaluation that may be of many numbers; a page shows plain ones.
MAX_FIGURES = 12
CACHED_SECONDS = 60
# Among so many runs the last of each kind is looked for.
N_RUNS = 50
# Counting takes longer than the question of a page.
COUNT_SECONDS = 3.0


@dataclass(frozen=True)
class Crawl:
    """What the database says about the crawl.

    Attributes
    ----------
    fresh
        (how long, titles crawled within it).
    n_members
        Members whose lists are stored.
    failures
        How many addresses failed when they were last asked.
    runs
        The last finished trainings and evaluations, one of each kind, and their figures.
    """

    fresh: Sequence[tuple[str, int]]
    n_members: int
    failures: int
    runs: Sequence[tuple[store.runs.RunDocument, Sequence[tuple[str, str]]]]


@status.get("/status")
def page() -> str:
    """Crawl, vector sets, evaluation figures, and how this process is."""
    serving = current_serving()
    held = serving.held
    return render_template(
        "status.html",
        serving=serving,
        held=held,
        crawl=_crawl(serving),
        sets=[(info, figures(info.metrics)) for info in held.sets.values()] if held else [],
        now=datetime.now(UTC),
    )


def figures(metrics: Mapping[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    """(name, value) of the plain numbers and words among a set's figures, those inside named."""
    found: list[tuple[str, str]] = []
    for name, value in metrics.items():
        label = f"{prefix}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            found += figures(value, f"{label}, ")
        elif isinstance(value, float):
            found.append((label, f"{value:.4g}"))
        elif isinstance(value, int | str):
            found.append((label, f"{value:,}" if isinstance(value, int) else value))
    return found[:MAX_FIGURES]


def _crawl(serving: Serving) -> Crawl | None:
    """Ask the database; None while it is away."""
    try:
        return _asked(serving, int(time.time() // CACHED_SECONDS))
    except (PyMongoError, Unavailable):
        return None


@lru_cache(maxsize=1)
def _asked(serving: Serving, _when: int) -> Crawl:
    """Count the titles crawled within each time; remembered, since it reads every title."""
    snapshot, now = serving.held, datetime.now(UTC)
    ids = [] if snapshot is None else snapshot.id_map.external_ids.tolist()
    db = serving.database()
    with pymongo.timeout(COUNT_SECONDS):
        fresh = [
            (words, len(store.anime.fresh_ids(db, ids, now - timedelta(days=days))))
            for words, days in AGES
        ]
        failures = len(store.crawl_log.failures(db))
        return Crawl(fresh, store.users.count(db), failures, _runs(store.runs.newest(db, N_RUNS)))


def _runs(
    newest: Sequence[store.runs.RunDocument],
) -> list[tuple[store.runs.RunDocument, Sequence[tuple[str, str]]]]:
    """The newest run of each command and model that ended well and measured something."""
    found: dict[tuple[str | None, str | None], Any] = {}
    for run in newest:
        measured = {
            name: value
            for name, value in (run.get("metrics") or {}).items()
            if not name.startswith("left_out")
        }
        if run.get("state") == "finished" and measured:
            kind = (run.get("command"), run.get("model"))
            found.setdefault(kind, (run, figures(measured)))
    return list(found.values())
