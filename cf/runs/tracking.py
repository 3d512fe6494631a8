"""MLflow and W&B behind one small contract. Both are optional: ``requirements-tracking.txt``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from cf.errors import NoTracker

MLFLOW_URI = "MLFLOW_TRACKING_URI"
PROJECT = "animematcher"
_PLACES = {
    "mlflow": ("cf.runs.mlflow_tracker", "MlflowTracker"),
    "wandb": ("cf.runs.wandb_tracker", "WandbTracker"),
}
NAMES = tuple(_PLACES)


class Tracker(Protocol):
    """Who is told of a run beside MongoDB."""

    def begin(self, name: str, parameters: Mapping[str, Any]) -> str:
        """Start a run with these settings; return where it can be looked at."""

    def metrics(self, values: Mapping[str, float], step: int | None = None) -> None:
        """Tell figures; with `step`, those of one epoch."""

    def artifact(self, path: Path) -> None:
        """Hand over a file."""

    def end(self, *, finished: bool) -> None:
        """End the run, well or not."""


def tracker(name: str | None, data_dir: Path) -> Tracker | None:
    """Return who is told; None when nobody was asked for.

    Parameters
    ----------
    name
        mlflow or wandb; None takes MLflow where ``MLFLOW_TRACKING_URI`` is set, else nobody.
    data_dir
        Where either keeps its files when nothing else is set.

    Raises
    ------
    NoTracker
        When the package is not installed.
    """
    name = name or ("mlflow" if os.environ.get(MLFLOW_URI) else None)
    if name is None:
        return None
    place, kind = _PLACES[name]
    try:
        made: Tracker = getattr(import_module(place), kind)(data_dir)
    except ModuleNotFoundError as error:
        raise NoTracker(
            f"{name} is not installed (no module {error.name}): run pip install -c constraints.txt "
            "-r requirements-tracking.txt, or leave out --track and MLFLOW_TRACKING_URI"
        ) from error
    return made


def flat(settings: Mapping[str, Any], above: str = "") -> dict[str, Any]:
    """Return nested settings with dots in their names: ``{"a": {"b": 1}}`` is ``{"a.b": 1}``."""
    told: dict[str, Any] = {}
    for key, value in settings.items():
        name = f"{above}{key}"
        told |= flat(value, f"{name}.") if isinstance(value, Mapping) else {name: value}
    return told
