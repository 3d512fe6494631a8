"""Which models there are. A model's module is imported when the model is asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from cf.errors import UnknownModel
from cf.models.contract import TOLD, Model
from cf.settings import laid_over

_PLACES = {
    "popularity": ("cf.models.popularity", "Popularity"),
    "ease": ("cf.models.ease", "Ease"),
    "als": ("cf.models.als", "ImplicitAls"),
    "low_rank": ("cf.models.low_rank", "LowRank"),
    "softmax": ("cf.models.softmax", "Softmax"),
    "biased": ("cf.models.biased", "Biased"),
    "residual": ("cf.models.residual", "Residual"),
    "latent_factor": ("cf.models.latent_factor", "LatentFactor"),
    "stack": ("cf.models.stack", "Stack"),
    "blend": ("cf.models.blend", "Blend"),
}
NAMES = tuple(_PLACES)


def make(name: str, **settings: Any) -> Model:
    """Return a model that has learned nothing yet.

    Raises
    ------
    UnknownModel
        For a name that is not in `NAMES`, or a setting that the model cannot have.
    """
    if name not in _PLACES:
        raise UnknownModel(f"model {name!r} is not one of {', '.join(NAMES)}")
    module, kind = _PLACES[name]
    return cast("Model", getattr(import_module(module), kind)(**settings))


def asked(name: str, told: Mapping[str, Any]) -> Model:
    """Return a model with settings as a person writes them; see `cf.settings.laid_over`.

    Raises
    ------
    UnknownModel
        As `make` does.
    """
    return make(name, **laid_over(type(make(name).settings), told))


def load(path: Path) -> Model:
    """Return the fitted model that `Model.save` wrote."""
    with np.load(path, allow_pickle=False) as kept:
        told = json.loads(kept[TOLD].tobytes())
        arrays = {name: kept[name] for name in kept.files if name != TOLD}
    return restored(told, arrays)


def restored(facts: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> Model:
    """Return the fitted model whose `Model.facts` and `Model.arrays` these are."""
    return make(facts["name"], **facts["settings"]).restore(arrays)
