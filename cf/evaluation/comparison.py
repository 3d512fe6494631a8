"""Several models on the same splits, figure by figure."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cf.errors import UnknownUsers
from cf.evaluation import slices
from cf.evaluation.bootstrap import interval
from cf.evaluation.protocols import Split
from cf.evaluation.ranking import Scorer, of_the_lists, per_user, rank
from cf.evaluation.rating import HIGHEST, LOWEST, differences, figures
from cf.item_facts import ItemFacts
from cf.models import Model
from cf.seed.embedding_dot import EmbeddingDot

SCALE = HIGHEST - LOWEST
ALL, NEW = "all titles", "new franchises"

# Fits on a split and returns what scores its users.
Fit = Callable[[Split], Scorer]


@dataclass(frozen=True)
class Figures:
    """What one model reached in one setting.

    Attributes
    ----------
    model, protocol, titles
        Which model, which protocol, and whether the lists held ``all`` titles or only those of
        ``new franchises``.
    means
        Figure to its value.
    intervals
        Figure to its 95 % interval over users, for the figures that are means over users.
    values
        Figure to (n_users,) values, to compare two models user by user.
    seconds
        How long fitting took.
    slices
        Mean and number of each slice; see `cf.evaluation.slices`. Only where all titles count.
    """

    model: str
    protocol: str
    titles: str
    means: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]
    values: Mapping[str, NDArray[np.float64]] = field(repr=False)
    seconds: float = 0.0
    slices: Mapping[slices.Key, slices.Total] = field(default_factory=dict, repr=False)


def fit_model(model: Model, facts: ItemFacts | None) -> Fit:
    """Return a function that fits `model` on a split and scores the split's users."""

    def fit(split: Split) -> Scorer:
        model.fit(split.train, facts)
        return lambda rows: model.score(split.seen[rows])

    return fit


def fit_seed(network: EmbeddingDot) -> Fit:
    """Return a function that trains the seed's network; only its own users can be scored.

    Raises
    ------
    UnknownUsers
        For a split whose users are others than those it learns from.
    """

    def fit(split: Split) -> Scorer:
        if split.train is not split.seen:
            raise UnknownUsers(
                "embedding_dot predicts for the users it was trained on: use --protocol holdout"
            )
        network.fit(split.train)
        return network.predict

    return fit


def compare(
    fits: Mapping[str, Fit],
    splits: Mapping[str, list[Split]],
    facts: ItemFacts,
    seed: int,
    *,
    ratings: bool = False,
) -> Iterator[Figures]:
    """Fit every model on every split and yield what it reached, protocol by protocol.

    Parameters
    ----------
    fits
        Model name to what fits it.
    splits
        Protocol to its splits; the users of all of them are taken together.
    facts
        Of the items.
    seed
        Of the bootstrap.
    ratings
        Whether the models predict scores: errors instead of rankings.
    """
    for protocol, own in splits.items():
        for name, fit in fits.items():
            reached = [_on_one_split(fit, split, facts, ratings) for split in own]
            seconds = sum(part.seconds for part in reached) / len(reached)
            for titles in reached[0].tables:
                tables = [part.tables[titles] for part in reached]
                yield _joined(name, protocol, titles, tables, seconds, seed)


@dataclass(frozen=True)
class _Table:
    values: Mapping[str, NDArray[np.float64]]
    whole: Mapping[str, float]
    totals: Mapping[slices.Key, slices.Total] = field(default_factory=dict)


@dataclass(frozen=True)
class _Reached:
    tables: Mapping[str, _Table]
    seconds: float


def _on_one_split(fit: Fit, split: Split, facts: ItemFacts, ratings: bool) -> _Reached:
    started = time.monotonic()
    scorer = fit(split)
    seconds = time.monotonic() - started
    if ratings:
        missed = differences(split, scorer)
        values = {"mae": np.abs(missed), "mse01": missed**2 / SCALE**2}
        return _Reached({ALL: _Table(values, {"rmse": figures(missed)["rmse"]})}, seconds)
    tables = {}
    for titles, franchise_of in ((ALL, None), (NEW, facts.franchise_of)):
        lists = rank(split, scorer, franchise_of)
        whole = of_the_lists(lists, split.train, split, facts.franchise_of)
        totals = slices.totals(lists, split) if titles == ALL else {}
        tables[titles] = _Table(per_user(lists), whole, totals)
    return _Reached(tables, seconds)


def _joined(
    model: str, protocol: str, titles: str, tables: list[_Table], seconds: float, seed: int
) -> Figures:
    names = tables[0].values
    values = {name: np.concatenate([table.values[name] for table in tables]) for name in names}
    means = {name: float(value.mean()) if len(value) else 0.0 for name, value in values.items()}
    sure = {name: interval(value, seed) for name, value in values.items()}
    for name in tables[0].whole:
        means[name] = float(np.mean([table.whole[name] for table in tables]))
    sliced = slices.means(table.totals for table in tables)
    return Figures(model, protocol, titles, means, sure, values, seconds, sliced)
