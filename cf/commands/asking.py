"""What the commands that ask share: options, the audience, and how an answer is shown."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import config
import store
from cf import table
from cf.asking.audience import Audience, load
from cf.asking.titles import write_csv
from cf.commands.options import whole
from cf.job import Say

ANY = "any"
CELL = 32
# Heading of the stories, which are for files only; spelt as the files always were.
LONG = "Sypnopsis"


def add_filters(parser: argparse.ArgumentParser) -> None:
    """Declare which titles may come, how many, and where they are written."""
    add = parser.add_argument
    add("--genre", action="append", default=[], help="only titles of any of these genres")
    add("--type", action="append", default=[], help="only titles of any of these types (TV, ...)")
    add_output(parser)


def add_output(parser: argparse.ArgumentParser) -> None:
    """Declare how many rows come and where they are written."""
    add = parser.add_argument
    add("-k", type=whole(1), default=10, help="how many (10)")
    add(
        "--seed",
        type=whole(0),
        help=f"of the choice when {ANY!r} is asked about (DEFAULT_SEED)",
    )
    add("--out", type=Path, metavar="FOLDER", help="also write CSV files there")


def opened(arguments: argparse.Namespace) -> tuple[Audience, np.random.Generator]:
    """Return the audience, and what chooses when any title or member will do."""
    settings = config.load()
    seed = settings.default_seed if arguments.seed is None else arguments.seed
    return load(store.connect(settings)), np.random.default_rng(seed)


def title_of(audience: Audience, name: str, rng: np.random.Generator) -> int:
    """Return the row of the named title; ``any`` is one at random."""
    if name == ANY:
        return int(rng.integers(len(audience.titles.ids)))
    return audience.titles.find(name)


def member_of(audience: Audience, name: str, rng: np.random.Generator) -> int:
    """Return the row of the named member; ``any`` is one at random."""
    return int(rng.integers(len(audience.members))) if name == ANY else audience.member(name)


def allowed(audience: Audience, arguments: argparse.Namespace) -> NDArray[np.bool_]:
    """Mark the titles that the filters let through."""
    return audience.titles.allowed(arguments.genre, arguments.type)


def file_in(folder: Path | None, name: str) -> Path | None:
    """Return where a file of that name goes; a name cannot lead out of the folder."""
    return folder / name.replace("/", "_") if folder else None


def show(
    rows: Sequence[Mapping[str, Any]],
    columns: Sequence[str],
    say: Say,
    path: Path | None,
    most: int | None = None,
) -> None:
    """Print rows as a table, cells cut short and `most` rows at most; write all to a CSV file."""
    shown = [name for name in columns if name != LONG]
    cells = [[str(row[name])[:CELL] for name in shown] for row in rows[:most]]
    for line in table.lines([shown, *cells]) if cells else ["nothing fits"]:
        say(line)
    if path:
        write_csv(path, rows, columns)
        say(f"wrote {path}")
