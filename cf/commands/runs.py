"""``python -m cf runs``: what was trained, and one training whole."""

from __future__ import annotations

import argparse
import json

import config
import store
from cf.commands.options import whole
from cf.job import Say
from store import runs


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("run", nargs="?", help="id of a run, or how it begins: show all of it")
    parser.add_argument("-k", type=whole(1), default=20, help="how many, the newest first (20)")


def run(arguments: argparse.Namespace, say: Say) -> None:
    """List the newest runs, a line each; or show one as JSON."""
    db = store.connect(config.load())
    if arguments.run:
        told = runs.find(db, arguments.run)
        say(json.dumps(told, indent=2, default=str, ensure_ascii=False))
        return
    found = runs.newest(db, arguments.k)
    for each in found:
        say(_line(each))
    if not found:
        say("no run yet: python -m cf, python -m cf train or python -m cf evaluate make one")


def _line(run: runs.RunDocument) -> str:
    data, metrics = run.get("data") or {}, run.get("metrics") or {}
    figures = [f"{n} {v:.4g}" for n, v in metrics.items() if not n.startswith("left_out")]
    told = [
        run["_id"], f"{run['started']:%Y-%m-%d %H:%M}", run["state"], run["command"], run["model"],
        f"{run.get('seconds', 0.0):.1f} s", f"{data.get('n_ratings', '?')} ratings",
        f"code {run['code_version']}", *figures[:4],
    ]  # fmt: skip
    return "  ".join(told)
