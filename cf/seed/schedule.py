"""How the learning rate goes: up for some epochs, level, then down by a constant share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ramp:
    """The schedule of the seed.

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
