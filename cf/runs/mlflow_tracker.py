"""A run told to MLflow: a server, or files of this machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cf.errors import NoTracker
from cf.runs.tracking import MLFLOW_URI, PROJECT, flat

# Nothing leaves the machine unasked, and plain files need no database. MLflow reads these early.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("MLFLOW_ALLOW_FILE_STORE", "true")

import mlflow
from mlflow.exceptions import MlflowException


class MlflowTracker:
    """One MLflow run in the experiment ``animematcher``.

    Without ``MLFLOW_TRACKING_URI`` the runs are files under ``DATA_DIR/mlruns``.
    """

    def __init__(self, data_dir: Path) -> None:
        if not os.environ.get(MLFLOW_URI):
            folder = (data_dir / "mlruns").resolve()
            folder.mkdir(parents=True, exist_ok=True)
            mlflow.set_tracking_uri(folder.as_uri())
        self._client_uri = mlflow.get_tracking_uri()

    def begin(self, name: str, parameters: Mapping[str, Any]) -> str:
        """Start a run; return its id and where it is kept.

        Raises
        ------
        NoTracker
            When MLflow cannot keep runs there.
        """
        try:
            mlflow.set_experiment(PROJECT)
            run = mlflow.start_run(run_name=name)
            mlflow.log_params(flat(parameters))
        except MlflowException as error:
            raise NoTracker(
                f"MLflow keeps no runs at {self._client_uri}: {error.message}; set {MLFLOW_URI} to "
                "file:///FOLDER or to a server that answers"
            ) from error
        return f"mlflow {run.info.run_id} at {self._client_uri}"

    def metrics(self, values: Mapping[str, float], step: int | None = None) -> None:
        """Tell figures."""
        mlflow.log_metrics(dict(values), step=step)

    def artifact(self, path: Path) -> None:
        """Hand over a file."""
        mlflow.log_artifact(str(path))

    def end(self, *, finished: bool) -> None:
        """End the run."""
        mlflow.end_run("FINISHED" if finished else "FAILED")
