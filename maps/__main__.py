"""``python -m maps``: the catalogue laid out in two dimensions."""

from __future__ import annotations

import argparse
import sys

import commandline
import config
import store
from maps.errors import MapsError
from maps.job import SOURCES


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    kept = "the maps that were current still are"
    return commandline.run(
        "maps", kept, lambda: int(options.run(options, config.load())), MapsError
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m maps",
        description="Lays out the current vector sets story, look and audience in two dimensions "
        "and publishes them as map_story, map_look and map_audience, coloured by topic. A set "
        "that did not change is left alone.",
    )
    parser.set_defaults(run=_build)
    parser.add_argument("--only", choices=SOURCES, help="lay out one of the three")
    parser.add_argument("--seed", type=int, help="of the layout (default: DEFAULT_SEED)")
    commands = parser.add_subparsers(title="other commands", metavar="")
    picture = commands.add_parser(
        "picture", help="draw the maps and the topics' shares as PNG and SVG under DATA_DIR/maps"
    )
    picture.set_defaults(run=_picture)
    return parser


def _build(options: argparse.Namespace, settings: config.Settings) -> int:
    from maps import job

    seed = settings.default_seed if options.seed is None else options.seed
    kinds = SOURCES if options.only is None else (options.only,)
    for line in job.run(store.connect(settings), seed, kinds):
        print(line, flush=True)
    return 0


def _picture(_: argparse.Namespace, settings: config.Settings) -> int:
    from maps import picture

    for path in picture.draw(store.connect(settings), settings.data_dir):
        print(path, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
