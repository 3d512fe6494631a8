"""What every model of the house can do.

A user is nothing but a list of ratings: a model that was fitted on some users scores any others.
So a member, a visitor and a hidden user of an evaluation are one and the same thing.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.errors import NotFitted
from cf.item_facts import ItemFacts
from cf.settings import settled

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Vector = NDArray[np.float32]
Matrix = NDArray[np.float32]
Indices = NDArray[np.integer[Any]]
Scores = NDArray[np.number[Any]]

# Told what is being done, how many steps of it are, and how many there will be.
Watch = Callable[[str, int, int], object]

TOLD = "__model__"


def unwatched(_what: str, _done: int, _total: int) -> None:
    """Nobody looks on."""


class Explanation(NamedTuple):
    """Who earned what: `base` plus the sum of a row of `contributions` is that item's score.

    Attributes
    ----------
    base
        (n_candidates,) float32, what the item scores whatever was rated.
    contributions
        (n_candidates, n_rated) float32, what each rating added.
    """

    base: Vector
    contributions: Matrix


class Explain(Protocol):
    """What a user who was taken in can be asked."""

    def __call__(self, candidates: Indices, ratings: Indices | None = None) -> Explanation:
        """Return what each rating, or each of some, added to the scores of some items."""


class Folded(NamedTuple):
    """One user, taken in.

    Attributes
    ----------
    scores
        (n_items,) float32, as `Model.fold_in` returns them.
    explain
        From (n_candidates,) items to what each rating added, as `Model.explain` returns it; of
        some of the ratings only, if their (n_asked,) places are given.
    """

    scores: Vector
    explain: Explain


class Model(ABC):
    """A recommender over fixed items.

    Attributes
    ----------
    name
        What it is called on the command line and in files.
    settings
        Its knobs, a frozen dataclass.
    predicts
        Whether its scores are predicted ratings, 1-10.
    arrays
        What `fit` learned, by name; empty before.
    watch
        Told of the progress of `fit`.
    history
        What `fit` went through, a row each time it looked; empty for closed forms.
    """

    name: ClassVar[str]
    Settings: ClassVar[type[DataclassInstance]]
    predicts: ClassVar[bool] = False

    def __init__(self, **settings: Any) -> None:
        self.settings = settled(self.name, self.Settings, settings)
        self.arrays: dict[str, NDArray[Any]] = {}
        self.watch: Watch = unwatched
        self.history: list[dict[str, float]] = []

    @abstractmethod
    def fit(self, scores: sparse.csr_matrix, facts: ItemFacts | None = None) -> Self:
        """Learn.

        Parameters
        ----------
        scores
            (n_users, n_items) CSR, 1-10; 0 stored explicitly = seen without a score.
        facts
            What the catalogue says of the items, for models that have a use for it.
        """

    @abstractmethod
    def score(self, scores: sparse.csr_matrix) -> Matrix:
        """Return (n_users, n_items) float32: how well each item suits each user, higher is better.

        Parameters
        ----------
        scores
            (n_users, n_items) ratings of any users, as `fit` takes them.
        """

    @abstractmethod
    def fold_in(self, item_index: Indices, scores: Scores) -> Vector:
        """Return (n_items,) float32 for a user who gave `scores` to `item_index`; no TensorFlow."""

    @abstractmethod
    def explain(self, item_index: Indices, scores: Scores, candidates: Indices) -> Explanation:
        """Return what each rating added to the score of each candidate; no TensorFlow."""

    def fold(self, item_index: Indices, scores: Scores) -> Folded:
        """Return `fold_in` and `explain` of one user; work that both share is done once."""

        def explain(candidates: Indices, ratings: Indices | None = None) -> Explanation:
            told = self.explain(item_index, scores, candidates)
            if ratings is None:
                return told
            return Explanation(told.base, told.contributions[:, ratings])

        return Folded(self.fold_in(item_index, scores), explain)

    def array(self, name: str) -> NDArray[Any]:
        """Return what `fit` learned.

        Raises
        ------
        NotFitted
            Before `fit`.
        """
        if name not in self.arrays:
            raise NotFitted(f"{self.name} has no {name} yet: call fit, or load a fitted model")
        return self.arrays[name]

    def facts(self) -> dict[str, Any]:
        """Return what a file says of the model beside its arrays."""
        return {"name": self.name, "settings": asdict(self.settings)}

    def save(self, path: Path) -> None:
        """Write the fitted model to one ``.npz`` file."""
        if not self.arrays:
            raise NotFitted(f"{self.name} has learned nothing yet: call fit before save")
        told = np.frombuffer(json.dumps(self.facts()).encode(), dtype=np.uint8)
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **{TOLD: told}, **self.arrays)

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take what another one learned."""
        self.arrays = dict(arrays)
        return self
