"""``python -m cf``: learn the audience; ``python -m cf COMMAND``: ask it, or judge it."""

from __future__ import annotations

import argparse
import sys
import time
from importlib import import_module

import commandline
from cf.errors import CfError

COMMANDS = {
    "fit": "learn from the members' lists and store the vector sets audience and taste (default)",
    "train": "learn one model, of any kind, and write it to a folder",
    "evaluate": "hide ratings, find them again, say how well",
    "similar": "titles with the same audience as a title",
    "users": "members of the same taste as a member, with what they love",
    "preferences": "genres and sources of what a member loves; word clouds",
    "recommend": "what a member should watch",
    "runs": "what was trained, when, on what, and how well",
}


def main(words: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if words is None else words
    arguments = _parser().parse_args(words if _names_command(words) else ["fit", *words])

    def work() -> int:
        started = time.monotonic()
        import_module(f"cf.commands.{arguments.command}").run(arguments, print)
        print(f"cf: done in {time.monotonic() - started:.1f} s")
        return 0

    kept = "the vectors that were current still are"
    return commandline.run("cf", kept, work, CfError, OSError)


def _names_command(words: list[str]) -> bool:
    """Tell a command, known or not, from options and settings of `fit`."""
    first = words[0] if words else "--"
    return first in {"-h", "--help"} or not (first.startswith("-") or "=" in first)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m cf",
        description="Learn from the members' lists in MongoDB who likes what, and answer from it. "
        "Without a command: fit, which does nothing when no list changed.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, sentence in COMMANDS.items():
        own = commands.add_parser(name, help=sentence, description=sentence.capitalize())
        import_module(f"cf.commands.{name}").declare(own)
    return parser


if __name__ == "__main__":
    sys.exit(main())
