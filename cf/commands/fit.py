"""``python -m cf fit``: learn from the lists of the store and publish the vectors."""

from __future__ import annotations

import argparse

import config
import store
from cf import job
from cf.commands import options
from cf.runs.tracking import tracker


def declare(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    options.add_rules(parser)
    options.add_settings(parser)
    options.add_tracking(parser)
    parser.add_argument("--force", action="store_true", help="learn even if nothing changed")


def run(arguments: argparse.Namespace, say: job.Say) -> None:
    """Learn and publish, unless nothing changed."""
    settings = config.load()
    chosen = options.chosen_settings(arguments)
    seeded = {"components": {"als": {"seed": settings.default_seed}}}
    job.run(
        store.connect(settings),
        options.rules_of(arguments),
        options.merged(seeded, chosen),
        say,
        force=arguments.force,
        tracker=tracker(arguments.track, settings.data_dir),
    )
