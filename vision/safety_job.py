"""The vector set ``safety``: what each poster shows, by the classifier of nsfwjs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from config import Settings
from tensorflow_start import load_tensorflow
from vision import job
from vision.errors import WeightsError
from vision.recipe import VERSION, file_mark
from vision.safety import COLUMNS, KIND

if TYPE_CHECKING:
    from vision.backbones import Backbone

FILE = "nsfwjs-4.4.0.tgz"


def weights_path(settings: Settings) -> Path:
    """Where the classifier's archive is looked for.

    Raises
    ------
    WeightsError
        When it is not there.
    """
    path = Path(settings.safety_model or settings.data_dir / "weights" / FILE)
    if not path.is_file():
        remedy = "get it with: python -m vision fetch safety, or set SAFETY_MODEL to it"
        raise WeightsError(f"{path} is not here, so no poster is judged; {remedy}")
    return path


def plan(path: Path) -> job.Plan:
    """How the archive at ``path`` judges posters."""
    encoding = {"net": "nsfwjs", "version": VERSION, "weights": file_mark(path)}
    return job.Plan(
        kind=KIND,
        model="nsfwjs 4.4 (MobileNetV2)",
        parameters={"encoding": encoding},
        load=partial(_load, path),
        mode="none",
        make=_make,
    )


def _load(path: Path) -> Sequence[Backbone]:
    load_tensorflow()
    from vision.backbones.nsfwjs import Nsfwjs

    return [Nsfwjs(path)]


def _make(arrays: Mapping[str, NDArray[Any]]) -> job.Made:
    return job.Made(arrays["features"].astype(np.float32), facts={"columns": list(COLUMNS)})
