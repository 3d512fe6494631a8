"""One run from its start to its end, whatever the end is."""

from __future__ import annotations

import json
import os
import platform
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cf.runs.code_version import code_version
from cf.runs.tracking import Tracker
from store import Database, runs

FINISHED, STOPPED, FAILED = "finished", "stopped", "failed"


@dataclass
class Run:
    """What a training says of itself while it goes.

    Attributes
    ----------
    data
        What it learned from: a fingerprint, where from, how many users, titles and ratings.
    metrics
        Figures of the whole run.
    history
        Figures of each epoch, in order.
    artifacts
        Files that it wrote.
    """

    data: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)
    history: Sequence[Mapping[str, float]] = ()
    artifacts: list[Path] = field(default_factory=list)


@contextmanager
def recorded(
    db: Database | None,
    command: str,
    model: str,
    parameters: Mapping[str, Any],
    tracker: Tracker | None = None,
    file: Path | None = None,
) -> Iterator[Run]:
    """Keep a record of what is done inside, whether it finishes, is stopped or fails.

    Parameters
    ----------
    db
        Where the record is kept; None keeps none there.
    command, model, parameters
        What is trained, and how.
    tracker
        Who else is told.
    file
        JSON file that holds the same record.
    """
    started, began = time.monotonic(), datetime.now(UTC)
    about = {
        "command": command,
        "model": model,
        "parameters": _storable(parameters),
        "code_version": code_version(),
        "machine": {"cores": os.cpu_count(), "system": platform.platform(terse=True)},
        "tracked": tracker.begin(f"{command} {model}", parameters) if tracker else None,
    }
    run_id = None if db is None else runs.begin(db, about)
    run, state, error = Run(), FAILED, None
    try:
        yield run
        state = FINISHED
    except KeyboardInterrupt:
        state = STOPPED
        raise
    except Exception as caught:
        error = f"{type(caught).__name__}: {caught}"
        raise
    finally:
        run.metrics["seconds"] = time.monotonic() - started
        if tracker:
            _tell(tracker, run, finished=state == FINISHED)
        found = _found(run, error)
        if db is not None and run_id is not None:
            runs.end(db, run_id, state, found)
        if file is not None:
            times = {"started": began, "ended": datetime.now(UTC), "state": state}
            _write(file, {**about, **times, **found})


def _found(run: Run, error: str | None) -> dict[str, Any]:
    metrics = {name: float(value) for name, value in run.metrics.items()}
    return {
        "data": run.data,
        "seconds": metrics.pop("seconds"),
        "metrics": metrics,
        "artifacts": [str(path) for path in run.artifacts],
        "error": error,
    }


def _write(file: Path, record: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps(record, indent=2, default=str, ensure_ascii=False)
    file.write_text(told + "\n", encoding="utf-8")


def _tell(tracker: Tracker, run: Run, *, finished: bool) -> None:
    for step, values in enumerate(run.history):
        tracker.metrics({name: float(value) for name, value in values.items()}, step)
    tracker.metrics({name: float(value) for name, value in run.metrics.items()})
    for path in run.artifacts:
        tracker.artifact(path)
    tracker.end(finished=finished)


def _storable(value: Any) -> Any:
    """Return settings as MongoDB takes them: names are text, sequences are lists."""
    if isinstance(value, Mapping):
        return {str(key).replace(".", "_"): _storable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(each) for each in value]
    return value if isinstance(value, bool | int | float | str | None) else str(value)
