"""How the learning rate goes, epoch by epoch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from cf.errors import UnknownModel
from cf.settings import settled

# An epoch, counted from 0, to its rate.
Schedule = Callable[[int], float]


@dataclass(frozen=True)
class Ramp:
    """The schedule of the seed: up for some epochs, level, then down by a constant share.

    Attributes
    ----------
    start_lr, max_lr, min_lr
        Rate of the first epoch, at the top, and towards which it falls.
    rampup_epochs, sustain_epochs
        How long it climbs, and how long it stays at the top.
    exp_decay
        Share of the distance to `min_lr` that an epoch leaves.
    """

    start_lr: float = 1e-5
    max_lr: float = 5e-5
    min_lr: float = 1e-5
    rampup_epochs: int = 5
    sustain_epochs: int = 0
    exp_decay: float = 0.8

    def __call__(self, epoch: int) -> float:
        """Return the rate of an epoch, counted from 0."""
        if epoch < self.rampup_epochs:
            step = (self.max_lr - self.start_lr) / self.rampup_epochs
            return self.start_lr + step * epoch
        since = epoch - self.rampup_epochs - self.sustain_epochs
        if since < 0:
            return self.max_lr
        return self.min_lr + (self.max_lr - self.min_lr) * self.exp_decay**since


@dataclass(frozen=True)
class Constant:
    """The same rate all along.

    Attributes
    ----------
    lr
        The rate.
    """

    lr: float = 0.01

    def __call__(self, epoch: int) -> float:
        """Return the rate."""
        return self.lr


@dataclass(frozen=True)
class Cosine:
    """Down along half a wave.

    Attributes
    ----------
    start_lr, end_lr
        Rate of the first epoch, and from the last one on.
    epochs
        How many epochs that takes.
    """

    start_lr: float = 0.01
    end_lr: float = 0.0
    epochs: int = 20

    def __call__(self, epoch: int) -> float:
        """Return the rate of an epoch, counted from 0."""
        way = min(epoch / max(self.epochs - 1, 1), 1.0)
        return float(self.end_lr + (self.start_lr - self.end_lr) * (1 + np.cos(np.pi * way)) / 2)


KINDS: Mapping[str, type[Ramp | Constant | Cosine]] = {
    "ramp": Ramp,
    "constant": Constant,
    "cosine": Cosine,
}


def make(settings: Mapping[str, Any]) -> Schedule:
    """Return the schedule of the `kind` that is named, the seed's without one.

    Raises
    ------
    UnknownModel
        For what is no group, a kind that is not one of `KINDS`, or a setting it cannot have.
    """
    if not isinstance(settings, Mapping):
        raise UnknownModel(f"schedule is {settings!r}: give a group of settings, e.g. kind=cosine")
    kind = settings.get("kind", "ramp")
    if kind not in KINDS:
        raise UnknownModel(f"schedule {kind!r} is not one of {', '.join(KINDS)}")
    own = {key: value for key, value in settings.items() if key != "kind"}
    return settled(f"schedule {kind}", KINDS[kind], own)
