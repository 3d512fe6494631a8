"""A run told to Weights & Biases; offline unless ``WANDB_MODE`` says otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

import wandb

from cf.runs.tracking import PROJECT, flat

Mode = Literal["online", "offline", "disabled", "shared"]


class WandbTracker:
    """One W&B run in the project ``animematcher``.

    Offline its files are kept under ``DATA_DIR/wandb``; ``wandb sync FOLDER`` sends them later.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir.resolve()
        self._folder.mkdir(parents=True, exist_ok=True)
        self._mode = cast("Mode", os.environ.get("WANDB_MODE") or "offline")
        self._step: dict[str, Any] = {}

    def begin(self, name: str, parameters: Mapping[str, Any]) -> str:
        """Start a run; return where its files are."""
        self._run = wandb.init(
            project=PROJECT, name=name, config=flat(parameters), dir=self._folder, mode=self._mode,
            settings=wandb.Settings(silent=True),
        )  # fmt: skip
        return f"wandb {self._run.id} ({self._mode}) in {self._run.dir}"

    def metrics(self, values: Mapping[str, float], step: int | None = None) -> None:
        """Tell figures; those of no epoch go to the summary."""
        if step is None:
            self._run.summary.update(dict(values))
        else:
            self._run.log(dict(values), step=step)

    def artifact(self, path: Path) -> None:
        """Hand over a file as an artifact of its own, of the type of its ending."""
        kind = path.suffix.lstrip(".") or "file"
        artifact = wandb.Artifact(f"{PROJECT}-{path.stem}", type=kind)
        artifact.add_file(str(path))
        self._run.log_artifact(artifact)

    def end(self, *, finished: bool) -> None:
        """End the run."""
        self._run.finish(exit_code=0 if finished else 1)
