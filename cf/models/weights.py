"""The weights of a blend, learned on users that its models have not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.evaluation.protocols import Split, unseen_users
from cf.evaluation.ranking import per_user, rank
from cf.item_facts import ItemFacts
from cf.models.blend import Blend, standardized

STEPS = (0.0, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6)
ROUNDS = 2
MOST_USERS = 1000


def learn_weights(
    blend: Blend, scores: sparse.csr_matrix, facts: ItemFacts | None, seed: int
) -> dict[str, float]:
    """Return weights for the models of a blend; the first one's is 1.

    A fifth of the users (`MOST_USERS` at most) are hidden while the models are fitted; then one
    weight after the other takes the value that finds most of their hidden ratings (NDCG@10 plus
    Recall@20), twice around.

    Parameters
    ----------
    blend
        Its models are fitted here; it keeps nothing of it that a later `fit` does not replace.
    scores, facts
        As `Model.fit` takes them.
    seed
        Of the choice of users and ratings.
    """
    split = unseen_users(scores, seed)
    chosen = np.arange(min(MOST_USERS, split.seen.shape[0]))
    split = replace(split, seen=split.seen[chosen], hidden=split.hidden[chosen])
    parts = {
        name: standardized(model.fit(split.train, facts).score(split.seen))
        for name, model in blend.models.items()
    }
    return best_weights(parts, split)


def best_weights(parts: Mapping[str, NDArray[np.float32]], split: Split) -> dict[str, float]:
    """Return the weights of standardised (n_users, n_items) scores that find most."""
    leader, *others = parts
    weights = {leader: 1.0, **dict.fromkeys(others, 0.0)}
    for _ in range(ROUNDS):
        for name in others:
            found = {step: _found(parts, {**weights, name: step}, split) for step in STEPS}
            weights[name] = max(found, key=lambda step: found[step])
    return weights


def _found(
    parts: Mapping[str, NDArray[np.float32]], weights: Mapping[str, float], split: Split
) -> float:
    total = sum(np.float32(weights[name]) * part for name, part in parts.items() if weights[name])
    figures = per_user(rank(split, lambda rows: np.asarray(total)[rows], None))
    return float(figures["ndcg@10"].mean() + figures["recall@20"].mean())
