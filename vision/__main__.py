"""``python -m vision``: posters to the vector sets ``look``, ``safety``, ``atlas``, ``tags``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import commandline
import config
from vision import commands
from vision.errors import VisionError
from vision.recipe import BACKBONES, MODES, STAND_IN, Recipe


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)

    def work() -> int:
        for line in options.run(options, config.load()):
            print(line, flush=True)
        return 0

    return commandline.run("vision", "the vectors that were current still are", work, VisionError)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vision",
        description="Turns the stored posters into the vector sets 'look', 'safety' and 'atlas', "
        "and 'tags' where I2V_TAGS_MODEL is set. Posters whose bytes did not change are not "
        "encoded again; when nothing changed at all, nothing is done.",
    )
    parser.set_defaults(run=commands.run)
    parser.add_argument(
        "--backbone",
        choices=sorted(BACKBONES),
        help="what looks at the posters (default: illustration2vec when I2V_MODEL is set, else "
        f"{STAND_IN}, else hsv)",
    )
    parser.add_argument(
        "--dehaze",
        choices=MODES,
        default=Recipe.dehaze,
        help="how haze is removed first (default: %(default)s, the dark channel prior on hazy "
        "posters only; s3: the way of an earlier system)",
    )
    parser.add_argument("--batch", type=_positive, default=16, help="posters at once (default: 16)")
    parser.add_argument("--limit", type=_positive, help="only the first so many titles")
    parser.add_argument("--only-look", action="store_true", help="neither safety, atlas nor tags")
    _add_commands(parser)
    return parser


def _add_commands(parser: argparse.ArgumentParser) -> None:
    subparsers = parser.add_subparsers(title="other commands", metavar="")

    def add(name: str, says: str) -> argparse.ArgumentParser:
        command = subparsers.add_parser(name, help=says, description=says)
        command.set_defaults(run=getattr(commands, name))
        return command

    add("evaluate", "how often posters of one franchise, studio or season find one another")
    tried = add("robustness", "how often a cropped, mirrored or recoloured poster finds its title")
    tried.add_argument("--posters", type=_positive, default=200, help="how many (default: 200)")
    add("duplicates", "titles whose posters are one picture but for size and quality")
    sheet = add("atlas", "only the sheet of posters laid out by look, for the site")
    sheet.add_argument("--out", metavar="FILE.png", type=Path, help="write it to a file, too")
    fetched = add("fetch", "published weights into DATA_DIR/weights, checked and resumed")
    fetched.add_argument("what", choices=("safety", "features", "tags"), help="whose weights")
    convert = add("convert", "Illustration2Vec's Caffe weights to a Keras file, for I2V_MODEL")
    convert.add_argument("source", metavar="FILE.caffemodel", type=Path, help="either net")
    convert.add_argument("--out", metavar="FILE.keras", type=Path, required=True)


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
