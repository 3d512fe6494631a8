"""``python -m cf train --model NAME --out FOLDER``: learn one model and keep what came out."""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy import sparse

import config
from cf import distributed, job, ratings_file
from cf.commands import options
from cf.commands.evaluate import RECORD, read_data, unstored
from cf.errors import UnknownModel
from cf.item_facts import ItemFacts
from cf.models import NAMES, Model, asked
from cf.models.als import ImplicitAls
from cf.models.biased import Biased
from cf.runs import history
from cf.runs.data import data_of, left_out
from cf.runs.recording import Run, recorded
from cf.runs.tracking import Tracker, tracker
from cf.seed.embedding_dot import SEED, EmbeddingDot
from tensorflow_start import load_tensorflow


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
    """Learn; write weights, ids, history and its picture, and without a database the record."""
    learner = _learner(arguments)
    settings = config.load()
    listener = tracker(arguments.track, settings.data_dir)
    if arguments.stream:
        _stream(arguments, learner, listener, say)
        return
    db, matrix, facts = read_data(arguments, settings)
    if arguments.strategy and not distributed.is_chief():
        _learn(learner, matrix.scores, facts, arguments.strategy)
        say("learned with the others; the first worker writes")
        return
    told = {**asdict(learner.settings), "rules": asdict(options.rules_of(arguments))}
    told["strategy"] = arguments.strategy
    file = arguments.out / RECORD if db is None else None
    with recorded(db, "train", arguments.model, told, listener, file) as record:
        record.data = data_of(matrix, str(arguments.ratings or "lists of the store"))
        record.metrics |= left_out(matrix)
        arguments.out.mkdir(parents=True, exist_ok=True)
        _learn(learner, matrix.scores, facts, arguments.strategy)
        weights, ids = arguments.out / f"{arguments.model}.npz", arguments.out / "ids.npz"
        learner.save(weights)
        np.savez(ids, users=matrix.users.external_ids, items=matrix.items.external_ids)
        record.history = learner.history
        if record.history:
            record.metrics |= {f"last_{k}": float(v) for k, v in record.history[-1].items()}
        record.artifacts += [weights, ids, *history.write(arguments.out, record.history)]
    _say_written(record, file, say)


def _learner(arguments: argparse.Namespace) -> Model | EmbeddingDot:
    """Return what will learn; what cannot be trained so is refused before anything is read."""
    chosen = options.chosen_settings(arguments)
    if arguments.strategy and arguments.model != Biased.name:
        raise UnknownModel(
            f"--strategy trains {Biased.name}, not {arguments.model}: leave it out, or choose "
            f"--model {Biased.name}"
        )
    if arguments.stream and (arguments.model != ImplicitAls.name or arguments.ratings is None):
        raise UnknownModel("--stream learns als from a file: give --model als and --ratings FILE")
    if arguments.model == SEED:
        return EmbeddingDot.made(**chosen)
    model = asked(arguments.model, chosen)
    model.watch = job.bars()
    return model


def _learn(
    learner: Model | EmbeddingDot,
    scores: sparse.csr_matrix,
    facts: ItemFacts,
    strategy: str | None,
) -> None:
    if isinstance(learner, EmbeddingDot):
        learner.fit(scores)
    elif strategy is None or not isinstance(learner, Biased):
        learner.fit(scores, facts)
    else:
        load_tensorflow()
        from cf.distributed import biased_loop, strategies

        devices = strategies.make(strategy)
        found = biased_loop.train(scores, learner.settings, devices, learner.watch)
        learner.restore(found[0])
        learner.history = found[1]


def _stream(
    arguments: argparse.Namespace,
    learner: Model | EmbeddingDot,
    listener: Tracker | None,
    say: job.Say,
) -> None:
    """Learn ALS from a file block by block."""
    assert isinstance(learner, ImplicitAls)
    load_tensorflow()
    from cf.streaming import als, blocks

    file = arguments.out / RECORD
    told = asdict(learner.settings)
    with recorded(None, "train", f"{learner.name} streamed", told, listener, file) as record:
        dealt = blocks.write(ratings_file.chunks(arguments.ratings), arguments.stream)
        say(f"{dealt.n_rows} rows of {len(dealt.item_ids)} titles in {arguments.stream}")
        record.data = {"source": str(arguments.ratings), "fingerprint": _hash(arguments.ratings)}
        record.data |= {"n_items": len(dealt.item_ids), "n_ratings": dealt.n_rows}
        fitted, users = als.fit(dealt, learner.settings, learner.watch)
        record.data["n_users"] = len(users)
        paths = [arguments.out / name for name in ("als.npz", "users.npy", "ids.npz")]
        arguments.out.mkdir(parents=True, exist_ok=True)
        fitted.save(paths[0])
        np.save(paths[1], users)
        user_ids = np.concatenate([block.user_ids for block in dealt])
        np.savez(paths[2], users=user_ids, items=dealt.item_ids)
        record.artifacts += paths
    _say_written(record, file, say)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _say_written(record: Run, file: Path | None, say: job.Say) -> None:
    for path in record.artifacts:
        say(f"wrote {path}")
    if file:
        say(unstored(file))
