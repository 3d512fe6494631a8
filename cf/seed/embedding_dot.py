"""The seed's network: two embeddings, their cosine, one dense unit, batch norm, a sigmoid.

It predicts a score drawn to 0-1 for users it was trained on. What it made of "no score" (0, trained
as a rating of zero) is an option, off by default.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.errors import NotFitted, UnknownModel
from cf.seed import schedule as schedules
from cf.seed.schedule import Ramp, Schedule
from cf.settings import at_least_one, settled
from tensorflow_start import load_tensorflow

SEED = "embedding_dot"
SCALINGS = WHOLE, MIN_MAX = "whole", "min_max"
LOWEST, HIGHEST = 1.0, 10.0
BN_EPSILON = 1e-3


@dataclass(frozen=True)
class EmbeddingDotSettings:
    """Settings of the seed's network, its values as defaults.

    Attributes
    ----------
    n_factors
        Width of both embeddings.
    batch, epochs
        Rows of one step; passes over the rows at most.
    l2
        Strength of the pull on both embedding tables, of the whole table in each step.
    patience
        Epochs without a lower validation loss after which it stops and takes the best back.
    validation
        Rows that are kept for that; the seed took 10,000.
    schedule
        Of the learning rate; see `cf.seed.schedule`.
    initializer, dense_initializer
        How embeddings, and the weights of dense layers, are drawn; see `cf.seed.initializers`.
    hidden
        Widths of layers (rectified) between the embeddings with their cosine and the dense unit.
        The seed had none: its unit sees the cosine alone.
    unscored_as_zero
        Train "seen without a score" as a rating of 0, and draw 0-10 to 0-1, as the seed did.
    scaling
        What is drawn to 0-1: the scale of the scores, whatever was given of it (whole), or from the
        lowest to the highest score that was given (min_max), as the seed did.
    seed
        Of the first weights and the order of the rows.
    """

    n_factors: int = at_least_one(128)
    batch: int = at_least_one(10_000)
    epochs: int = at_least_one(20)
    l2: float = 1e-4
    patience: int = at_least_one(3)
    validation: int = 10_000
    schedule: Schedule = field(default_factory=Ramp)
    initializer: str = "uniform"
    dense_initializer: str = "he_normal"
    hidden: Sequence[int] = ()
    unscored_as_zero: bool = False
    scaling: str = WHOLE
    seed: int = 42

    def __post_init__(self) -> None:
        """Refuse a scaling that there is not."""
        if self.scaling not in SCALINGS:
            raise UnknownModel(
                f"{SEED}: scaling is {self.scaling!r}: it is one of {', '.join(SCALINGS)}"
            )


@dataclass(frozen=True)
class Rows:
    """(n,) users, items and targets between 0 and 1."""

    users: NDArray[np.int32]
    items: NDArray[np.int32]
    targets: NDArray[np.float32]

    def having(self, chosen: NDArray[np.int64] | slice) -> Rows:
        """Return some of the rows."""
        return Rows(self.users[chosen], self.items[chosen], self.targets[chosen])


class EmbeddingDot:
    """The network, and how its training went.

    Attributes
    ----------
    history
        One row an epoch: loss, mse, val_loss, val_mse, lr, as the seed wrote them.
    weights
        user_embedding, anime_embedding, and of the head: dense (n + 1,), the unit's n weights and
        its bias; norm (2,), batch norm's scale and shift; moving (2,), its mean and variance;
        kernel and bias of each hidden layer; and ends (2,), the scores that are 0 and 1 to it.
    """

    def __init__(self, settings: EmbeddingDotSettings | None = None) -> None:
        self.settings = settings or EmbeddingDotSettings()
        self.history: list[dict[str, float]] = []
        self.weights: dict[str, NDArray[np.float32]] = {}

    @classmethod
    def made(cls, **told: Any) -> Self:
        """Return the network with settings as they were written; `schedule` is a group of them.

        Raises
        ------
        UnknownModel
            For a setting that there is not, or a value that it cannot have.
        """
        schedule = schedules.make(told.get("schedule", {}))
        own = {key: value for key, value in told.items() if key != "schedule"}
        return cls(replace(settled(SEED, EmbeddingDotSettings, own), schedule=schedule))

    def fit(self, scores: sparse.csr_matrix) -> Self:
        """Train on (n_users, n_items) CSR scores, 0 = seen without one."""
        load_tensorflow()
        from cf.seed.embedding_step import train

        rows = self.rows_of(scores)
        order = np.random.default_rng(self.settings.seed).permutation(len(rows.users))
        kept = min(self.settings.validation, len(order) // 10)
        learned, checked = (
            rows.having(order[: len(order) - kept]),
            rows.having(order[len(order) - kept :]),
        )
        self.weights, self.history = train(learned, checked, scores.shape, self.settings)
        self.weights["ends"] = np.array(self._ends(scores), np.float32)
        return self

    def save(self, path: Path) -> None:
        """Write the weights to one ``.npz`` file."""
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **self.weights)

    def rows_of(self, scores: sparse.csr_matrix) -> Rows:
        """Return the rows that are trained on, drawn to 0-1."""
        users = np.repeat(np.arange(scores.shape[0], dtype=np.int32), np.diff(scores.indptr))
        counts = self._counts(scores)
        low, high = self._ends(scores)
        targets = (scores.data[counts].astype(np.float32) - low) / np.float32(high - low)
        return Rows(users[counts], scores.indices[counts].astype(np.int32), targets)

    def _counts(self, scores: sparse.csr_matrix) -> NDArray[np.bool_]:
        """Mark the entries that are trained on."""
        return np.asarray(scores.data >= (0 if self.settings.unscored_as_zero else 1))

    def _ends(self, scores: sparse.csr_matrix) -> tuple[float, float]:
        """Return the scores that are drawn to 0 and to 1."""
        given = scores.data[self._counts(scores)]
        if self.settings.scaling == MIN_MAX and len(given) and given.min() < given.max():
            return float(given.min()), float(given.max())
        return (0.0 if self.settings.unscored_as_zero else LOWEST), HIGHEST

    def predict(self, users: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return (n, n_items) predicted scores, 1-10, of users that were trained on.

        Raises
        ------
        NotFitted
            Before `fit`.
        """
        if not self.weights:
            raise NotFitted("embedding_dot has learned nothing yet: call fit")
        own = self.weights
        logits = np.stack([self._unit_of(int(user)) for user in users])
        mean, variance = own["moving"]
        logits = (logits - mean) / np.sqrt(variance + BN_EPSILON)
        drawn = 1.0 / (1.0 + np.exp(-(own["norm"][0] * logits + own["norm"][1])))
        low, high = own["ends"]
        return np.asarray(low + (high - low) * drawn, dtype=np.float32)

    def _unit_of(self, user: int) -> NDArray[np.float32]:
        """Return what the dense unit gives for one user and every title, (n_items,)."""
        own = self.weights
        u, items = own["user_embedding"][user], own["anime_embedding"]
        h = (_unit(items) @ _unit(u[None])[0])[:, None]
        if self.settings.hidden:
            h = np.hstack([np.broadcast_to(u, items.shape), items, h])
        for layer in range(len(self.settings.hidden)):
            h = np.maximum(h @ own[f"kernel_{layer}"] + own[f"bias_{layer}"], 0.0)
        x: NDArray[np.float32] = h @ own["dense"][:-1] + own["dense"][-1]
        return x


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.sqrt(np.maximum((rows**2).sum(axis=1, keepdims=True), 1e-12))
    unit: NDArray[np.float32] = rows / lengths
    return unit
