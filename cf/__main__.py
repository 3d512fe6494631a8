"""``python -m cf``: learn the audience; ``python -m cf evaluate``: say how well."""

from __future__ import annotations

import argparse
import sys
import time
from typing import Any

import config
import store
from cf import evaluate, job
from cf.errors import TooFewRatings
from cf.interactions import Rules, UserItems

HIDDEN_SHARE = 0.2


def main() -> int:
    """Run one command and return its exit code."""
    arguments = _parser().parse_args()
    started = time.monotonic()
    try:
        settings = config.load()
        db = store.connect(settings)
        rules = Rules(arguments.keep_planned, arguments.min_user, arguments.min_item)
        chosen = _chosen(arguments, settings.default_seed)
        if arguments.command == "evaluate":
            _evaluate(db, rules, chosen)
        else:
            job.run(db, rules, chosen, print, force=arguments.force)
    except (store.StoreError, config.ConfigError, TooFewRatings) as error:
        print(f"cf: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("cf: stopped; the vectors that were current still are", file=sys.stderr)
        return 130
    print(f"cf: done in {time.monotonic() - started:.1f} s")
    return 0


def _evaluate(db: store.Database, rules: Rules, chosen: dict[str, Any]) -> None:
    """Hide a fifth of all ratings, learn from the rest, and print what is found again."""
    import numpy as np

    matrix = job.load(db, rules)
    split = evaluate.hold_out(matrix.scores, HIDDEN_SHARE, np.random.default_rng(chosen["seed"]))
    factors = job.train(UserItems(matrix.users, matrix.items, split.seen), chosen)
    scorers = {
        job.MODEL: lambda user: factors.items @ factors.users[user],
        "popularity": evaluate.popularity(split),
    }
    n_users, n_items = matrix.scores.shape
    print(f"{n_users} members, {n_items} titles, {split.hidden.nnz} ratings hidden")
    for name, scorer in scorers.items():
        figures = evaluate.rank_users(split, scorer, n_items)
        print(f"{name:<28}" + "  ".join(f"{key} {value:.4f}" for key, value in figures.items()))


def _chosen(arguments: argparse.Namespace, default_seed: int) -> dict[str, Any]:
    names = ("n_factors", "iterations", "unobserved", "regularization", "slope")
    given = {name: getattr(arguments, name) for name in names}
    seed = default_seed if arguments.seed is None else arguments.seed
    return {**{name: value for name, value in given.items() if value is not None}, "seed": seed}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cf",
        description="Learn from the members' lists in MongoDB who likes what. Writes the vector "
        "sets audience (titles) and taste (members); does nothing when no list changed.",
    )
    parser.add_argument(
        "command",
        nargs="?",
        default="fit",
        choices=["fit", "evaluate"],
        help="fit (default): learn and store; evaluate: hide a fifth of the ratings and find them",
    )
    parser.add_argument("--n-factors", type=int, help="numbers a title and a member get (128)")
    parser.add_argument("--iterations", type=int, help="alternations (12)")
    parser.add_argument("--unobserved", type=float, help="weight of a title not seen (0.1)")
    parser.add_argument("--regularization", type=float, help="pull towards zero (0.01)")
    parser.add_argument("--slope", type=float, help="what a point of score moves (0.1)")
    parser.add_argument("--seed", type=int, help="seed of the first factors (DEFAULT_SEED)")
    parser.add_argument("--min-user", type=int, default=5, help="ratings a member needs (5)")
    parser.add_argument("--min-item", type=int, default=3, help="ratings a title needs (3)")
    parser.add_argument("--keep-planned", action="store_true", help="count planned as seen")
    parser.add_argument("--force", action="store_true", help="learn even if nothing changed")
    return parser


if __name__ == "__main__":
    sys.exit(main())
