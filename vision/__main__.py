"""``python -m vision``: posters to the vector set ``look``.

``evaluate`` measures how good it is; ``convert`` turns Illustration2Vec's weights into Keras.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

import config
import store
from tensorflow_start import load_tensorflow
from vision import job
from vision.dehaze import Mode
from vision.errors import VisionError
from vision.recipe import BACKBONES, Recipe, choose_backbone

MODES = get_args(Mode)


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options, config.load()))
    except (VisionError, store.StoreError, config.ConfigError) as error:
        print(f"vision: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("vision: stopped; the vectors that were current still are", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vision",
        description="Turns the stored posters into the vector set 'look'. Posters whose bytes did "
        "not change are not encoded again; when nothing changed at all, nothing is done.",
    )
    parser.set_defaults(run=_run)
    parser.add_argument(
        "--backbone",
        choices=sorted(BACKBONES),
        help="what looks at the posters (default: illustration2vec when I2V_MODEL is set, else "
        "mobilenet_v2+hsv, else hsv)",
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
    commands = parser.add_subparsers(title="other commands", metavar="")
    evaluate = commands.add_parser(
        "evaluate", help="how often a poster's nearest are of its own franchise; writes nothing"
    )
    evaluate.set_defaults(run=_evaluate)
    convert = commands.add_parser(
        "convert", help="Illustration2Vec's Caffe weights to a Keras file, for I2V_MODEL"
    )
    convert.set_defaults(run=_convert)
    convert.add_argument("source", metavar="FILE.caffemodel", type=Path, help="either net")
    convert.add_argument("--out", metavar="FILE.keras", type=Path, required=True)
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"{text} is not a whole number above 0")
    return int(text)


def _run(options: argparse.Namespace, settings: config.Settings) -> int:
    recipe = _recipe(options, settings)
    db = store.connect(settings)
    print(job.run(db, recipe, batch_size=options.batch, limit=options.limit))
    return 0


def _evaluate(options: argparse.Namespace, settings: config.Settings) -> int:
    import numpy as np

    from vision.evaluate import interval, trials

    db = store.connect(settings)
    rng = np.random.default_rng(settings.default_seed)
    print(
        f"{'backbone':<18} {'dehaze':<13} {'hit@10':>8} {'95 %':>16} {'recall@10':>10} {'MRR':>7}"
    )
    for trial in trials(db, _recipe(options, settings), MODES):
        found = trial.retrieval
        low, high = interval(found.hit, rng)
        print(
            f"{trial.backbone:<18} {trial.dehaze:<13} {found.hit.mean():>8.3f} "
            f"{low:>7.3f} to {high:.3f} {found.recall.mean():>10.3f} "
            f"{found.reciprocal_rank.mean():>7.3f}"
        )
    print(f"{trial.n_posters} posters; means over {len(found.hit)} franchises with two or more")
    return 0


def _convert(options: argparse.Namespace, settings: config.Settings) -> int:
    load_tensorflow()
    from vision.caffe.convert import convert

    print(f"{options.out}: {convert(options.source, options.out)}")
    return 0


def _recipe(options: argparse.Namespace, settings: config.Settings) -> Recipe:
    return Recipe(
        backbone=options.backbone or choose_backbone(settings),
        dehaze=options.dehaze,
        i2v_model=settings.i2v_model,
    )


if __name__ == "__main__":
    sys.exit(main())
