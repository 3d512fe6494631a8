"""``python -m cf evaluate``: hide ratings, find them again, say how well."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import config
import store
from cf import item_facts, job, ratings_file
from cf.commands import options
from cf.errors import TooFewRatings, UnknownModel
from cf.evaluation import report
from cf.evaluation.comparison import Figures, Fit, compare, fit_model, fit_seed
from cf.evaluation.protocols import PROTOCOLS, Split, other_users
from cf.interactions import UserItems, aligned, user_items
from cf.item_facts import ItemFacts
from cf.models import NAMES, asked
from cf.runs.data import data_of
from cf.runs.recording import recorded
from cf.runs.tracking import tracker
from cf.seed.embedding_dot import SEED, EmbeddingDot

RANKING, RATING = "ranking", "rating"
DEFAULT_MODELS = {
    RANKING: ("blend", "ease", "low_rank", "als", "softmax", "popularity"),
    RATING: ("stack", "residual", "biased", SEED),
}
PREDICTORS = ("stack", "residual", "biased", "latent_factor", SEED)
FOREIGN = "other users"
RECORD = "run.json"


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    options.add_rules(parser)
    options.add_settings(parser)
    options.add_tracking(parser)
    add = parser.add_argument
    add("--model", action="append", choices=[*NAMES, SEED], help="which to judge (several)")
    add(
        "--figures",
        choices=list(DEFAULT_MODELS),
        default=RANKING,
        help="judge ranked lists (default), or predicted scores",
    )
    add("--protocol", action="append", choices=list(PROTOCOLS), help="how to hide (both)")
    add("--ratings", type=Path, metavar="FILE", help="judge on this file, not on the store")
    add("--titles", type=Path, metavar="FILE", help="facts of the titles as JSON lines")
    add(
        "--ratings-unseen",
        type=Path,
        metavar="FILE",
        help="learn from all users, hide ratings of this other file's users",
    )
    add("--splits", type=options.whole(1), default=1, help="how many seeds to average over (1)")
    add("--seed", type=options.whole(0), help="first seed (DEFAULT_SEED)")
    add("--out", type=Path, metavar="FOLDER", help="write evaluation.json, .md and .png there")


def run(arguments: argparse.Namespace, say: job.Say) -> None:
    """Judge each model and print one table."""
    settings = config.load()
    names = arguments.model or DEFAULT_MODELS[arguments.figures]
    chosen = options.chosen_settings(arguments)
    if chosen and len(names) > 1:
        raise options.BadSetting(
            f"{', '.join(chosen)} would be set of {len(names)} models: name the one by --model"
        )
    db, matrix, facts = read_data(arguments, settings)
    seed = settings.default_seed if arguments.seed is None else arguments.seed
    splits = _splits(arguments, matrix, range(seed, seed + arguments.splits))
    fits = {name: _fit_of(name, chosen, facts, arguments.figures) for name in names}
    n_users, n_items = matrix.scores.shape
    about = f"{n_users} members, {n_items} titles, {matrix.scores.nnz} rows"
    say(f"{about}, seeds {seed} to {seed + arguments.splits - 1}")
    listener = tracker(arguments.track, settings.data_dir)
    told = {**chosen, "seed": seed, "splits": arguments.splits, "protocols": list(splits)}
    file = arguments.out / RECORD if arguments.out and db is None else None
    with recorded(db, "evaluate", "+".join(names), told, listener, file) as record:
        source = str(arguments.ratings or "lists of the store")
        record.data = data_of(matrix, source)
        rows = list(compare(fits, splits, facts, seed, ratings=arguments.figures == RATING))
        record.metrics |= _metrics(rows)
        for line in [*report.table(rows), *report.slice_table(rows)]:
            say(line)
        if arguments.out:
            record.artifacts += report.write(arguments.out, rows, _about(about, seed, chosen))
            for path in record.artifacts:
                say(f"wrote {path}")
    if db is None:
        say(unstored(file))


def unstored(file: Path | None) -> str:
    """Return where the record is of a run on a file."""
    where = f"the record is {file}" if file else "there is no record: give --out FOLDER for one"
    return f"{where}; MongoDB has none, for the ratings came from a file"


def _fit_of(name: str, chosen: dict[str, Any], facts: ItemFacts, figures: str) -> Fit:
    if name == SEED:
        return fit_seed(EmbeddingDot.made(**chosen))
    model = asked(name, chosen)
    if figures == RATING and not model.predicts:
        raise UnknownModel(
            f"{name} ranks and predicts no scores: leave out --figures {RATING}, or judge one of "
            f"{', '.join(PREDICTORS)}"
        )
    return fit_model(model, facts)


def read_data(
    arguments: argparse.Namespace, settings: config.Settings
) -> tuple[store.Database | None, UserItems, ItemFacts]:
    """Return ratings and facts from the files that are given, or the store and what it holds."""
    rules = options.rules_of(arguments)
    if arguments.ratings is None:
        db = store.connect(settings)
        matrix = job.load(db, rules)
        return db, matrix, item_facts.of_database(db, matrix.items.external_ids)
    matrix = user_items(ratings_file.read(arguments.ratings), rules)
    if matrix.scores.nnz == 0:
        raise TooFewRatings(
            f"{arguments.ratings} leaves no rating with at least {rules.min_user_ratings} a "
            f"member and {rules.min_item_ratings} a title: lower --min-user and --min-item"
        )
    if arguments.titles is None:
        return None, matrix, ItemFacts.unknown(len(matrix.items))
    return None, matrix, item_facts.of_file(arguments.titles, matrix.items.external_ids)


def _splits(
    arguments: argparse.Namespace, matrix: UserItems, seeds: range
) -> dict[str, list[Split]]:
    if arguments.ratings_unseen:
        others, _ = aligned(ratings_file.read(arguments.ratings_unseen), matrix.items)
        splits = {FOREIGN: [other_users(matrix.scores, others, seed) for seed in seeds]}
    else:
        # The seed's network knows no user that it was not trained on.
        known = ["holdout"] if arguments.figures == RATING else list(PROTOCOLS)
        names = arguments.protocol or known
        splits = {name: [PROTOCOLS[name](matrix.scores, seed) for seed in seeds] for name in names}
    for name, own in splits.items():
        if not all(split.train.nnz and split.hidden.nnz for split in own):
            raise TooFewRatings(
                f"{name}: {matrix.scores.nnz} rows leave nothing to learn from or no score to "
                "hide: a fifth of each member's scores is hidden, so three of one member are needed"
            )
    return splits


def _metrics(rows: Sequence[Figures]) -> dict[str, float]:
    """Return each figure under a name that every tracker takes."""
    told = {}
    for row in rows:
        where = f"{row.model}/{row.protocol}/{row.titles}".replace(" ", "_")
        for name, value in row.means.items():
            told[f"{where}/{name.replace('@', '_at_')}"] = float(value)
    return told


def _about(data: str, seed: int, chosen: dict[str, Any]) -> dict[str, object]:
    return {
        "data": data,
        "seed": seed,
        "settings": chosen,
        "machine": f"{os.cpu_count()} cores",
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
    }
