"""``python -m cf train --model NAME --out FOLDER``: learn one model and keep what came out."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

import config
from cf import distributed, job, ratings_file
from cf.commands import options
from cf.commands.evaluate import SEED, read_data
from cf.errors import UnknownModel
from cf.item_facts import ItemFacts
from cf.models import NAMES, make
from cf.models.als import ImplicitAls
from cf.models.biased import Biased
from cf.runs.data import data_of, left_out
from cf.runs.recording import recorded
from cf.runs.tracking import Tracker, tracker
from cf.seed import schedule as schedules
from cf.seed.embedding_dot import EmbeddingDot, EmbeddingDotSettings
from tensorflow_start import load_tensorflow

History = Sequence[Mapping[str, float]]


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    options.add_rules(parser)
    options.add_settings(parser)
    options.add_tracking(parser)
    add = parser.add_argument
    add("--model", choices=[*NAMES, SEED], required=True, help="which to learn")
    add("--ratings", type=Path, metavar="FILE", help="learn from this file, not from the store")
    add("--titles", type=Path, metavar="FILE", help="facts of the titles as JSON lines")
    add(
        "--strategy",
        choices=distributed.NAMES,
        help="devices that train (biased only): one, all GPUs of this machine (mirrored), several "
        "machines (multiworker; TF_CONFIG in each process), a TPU (TPU_NAME)",
    )
    add(
        "--stream",
        type=Path,
        metavar="FOLDER",
        help="als from --ratings FILE that memory does not hold: blocks are kept in this folder; "
        "of the rules only planned titles and duplicates count",
    )
    add("--out", type=Path, metavar="FOLDER", required=True, help="where the files go")


def run(arguments: argparse.Namespace, say: job.Say) -> None:
    """Learn, and write weights, ids, history and its picture."""
    settings = config.load()
    chosen = options.chosen_settings(arguments)
    if arguments.stream:
        _stream(arguments, chosen, tracker(arguments.track, settings.data_dir), say)
        return
    db, matrix, facts = read_data(arguments, settings)
    listener = tracker(arguments.track, settings.data_dir)
    told = {**chosen, "rules": asdict(options.rules_of(arguments)), "strategy": arguments.strategy}
    with recorded(db, "train", arguments.model, told, listener) as record:
        source = str(arguments.ratings or "lists of the store")
        record.data = data_of(matrix, source)
        record.metrics |= left_out(matrix)
        arguments.out.mkdir(parents=True, exist_ok=True)
        weights = arguments.out / f"{arguments.model}.npz"
        if arguments.strategy:
            record.history = _learn_together(arguments, chosen, matrix.scores, weights)
        else:
            record.history = _learn(arguments.model, chosen, matrix.scores, facts, weights)
        if record.history:
            record.metrics |= {f"last_{k}": float(v) for k, v in record.history[-1].items()}
        ids = arguments.out / "ids.npz"
        np.savez(ids, users=matrix.users.external_ids, items=matrix.items.external_ids)
        record.artifacts += [weights, ids, *write_history(arguments.out, record.history)]
        for path in record.artifacts:
            say(f"wrote {path}")
    if db is None:
        say("not recorded in MongoDB: the ratings came from a file")


def _learn(
    name: str, chosen: dict[str, Any], scores: sparse.csr_matrix, facts: ItemFacts, path: Path
) -> History:
    """Fit and write the weights; return the figures of each epoch."""
    if name == SEED:
        own = {**chosen, "schedule": schedules.make(chosen.get("schedule", {}))}
        network = EmbeddingDot(EmbeddingDotSettings(**own)).fit(scores)
        with path.open("wb") as file:
            np.savez(file, allow_pickle=False, **network.weights)
        return network.history
    model = make(name, **chosen)
    model.watch = job.bars()
    model.fit(scores, facts).save(path)
    return model.history


def _learn_together(
    arguments: argparse.Namespace, chosen: dict[str, Any], scores: sparse.csr_matrix, path: Path
) -> History:
    """Fit under a strategy and write the weights; return the figures of each epoch."""
    if arguments.model != Biased.name:
        raise UnknownModel(
            f"--strategy trains {Biased.name}, not {arguments.model}: leave it out, or choose "
            f"--model {Biased.name}"
        )
    model = make(Biased.name, **chosen)
    load_tensorflow()
    from cf.distributed import biased_loop, strategies

    strategy = strategies.make(arguments.strategy)
    assert isinstance(model, Biased)
    arrays, history = biased_loop.train(scores, model.settings, strategy, job.bars())
    model.restore(arrays).save(path)
    return history


def _stream(
    arguments: argparse.Namespace, chosen: dict[str, Any], listener: Tracker | None, say: job.Say
) -> None:
    """Learn ALS from a file block by block."""
    model = make(arguments.model, **chosen)
    if not isinstance(model, ImplicitAls) or arguments.ratings is None:
        raise UnknownModel("--stream learns als from a file: give --model als and --ratings FILE")
    load_tensorflow()
    from cf.streaming import als, blocks

    with recorded(None, "train", f"{model.name} streamed", chosen, listener) as record:
        dealt = blocks.write(ratings_file.chunks(arguments.ratings), arguments.stream)
        say(f"{dealt.n_rows} rows of {len(dealt.item_ids)} titles in {arguments.stream}")
        fitted, users = als.fit(dealt, model.settings, job.bars())
        arguments.out.mkdir(parents=True, exist_ok=True)
        paths = [arguments.out / name for name in ("als.npz", "users.npy", "ids.npz")]
        fitted.save(paths[0])
        np.save(paths[1], users)
        user_ids = np.concatenate([block.user_ids for block in dealt])
        np.savez(paths[2], users=user_ids, items=dealt.item_ids)
        record.artifacts += paths
        record.metrics["n_ratings"] = dealt.n_rows
    for path in paths:
        say(f"wrote {path}")


def write_history(folder: Path, history: History) -> list[Path]:
    """Write ``history.csv`` and ``loss.png``; nothing where no epoch was told of."""
    if not history:
        return []
    table, picture = folder / "history.csv", folder / "loss.png"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(history[0]))
        writer.writeheader()
        writer.writerows(history)
    from matplotlib.figure import Figure  # takes a second, which other commands do not need

    axes = (figure := Figure(figsize=(7, 4.5))).subplots()
    for name in history[0]:
        if name not in {"lr", "iteration", "epoch"}:
            axes.plot([row[name] for row in history], label=name)
    axes.set(xlabel="epoch", yscale="log", title="what each epoch left")
    axes.legend()
    figure.savefig(picture, dpi=120)
    return [table, picture]
