"""What ``python -m vision`` does for each command, as lines to print."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import store
from config import Settings
from tensorflow_start import load_tensorflow
from vision import job, look
from vision.errors import NoPostersError, VisionError, WeightsError
from vision.recipe import MODES, Recipe, choose_backbone


def run(options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Bring look, safety, the atlas and tags up to date."""
    db = store.connect(settings)
    sizes = {"batch_size": options.batch, "limit": options.limit}
    yield str(look.run(db, _recipe(options, settings), **sizes))
    if options.only_look:
        return
    yield _judge(db, settings, sizes)
    yield _lay_out(db, settings)
    if settings.i2v_tags_model:
        from vision import tags

        yield str(job.run(db, tags.plan(Path(settings.i2v_tags_model)), **sizes))


def _judge(db: store.Database, settings: Settings, sizes: dict[str, int]) -> str:
    """Safety is welcome and not needed: what keeps it from being judged is said."""
    from vision import safety_job

    try:
        return str(job.run(db, safety_job.plan(safety_job.weights_path(settings)), **sizes))
    except (WeightsError, NoPostersError) as error:
        return f"safety: MyAnimeList's rating alone decides: {error}"


def _lay_out(db: store.Database, settings: Settings) -> str:
    """The atlas is welcome and not needed, too; after safety, which says what may be on it."""
    from vision import atlas_job

    try:
        return atlas_job.run(db, settings.default_seed)
    except NoPostersError as error:
        return f"{atlas_job.KIND}: not drawn: {error}"


def evaluate(options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Tables of how often posters of one group find one another."""
    import numpy as np

    from vision.evaluate import trials
    from vision.retrieval import interval

    db = store.connect(settings)
    rng = np.random.default_rng(settings.default_seed)
    yield (
        f"{'same':<10} {'backbone':<22} {'dehaze':<13} {'hit@10':>7} {'95 %':>15} "
        f"{'MRR':>7} {'95 %':>15} {'groups':>7}"
    )
    for trial in trials(db, _recipe(options, settings), MODES):
        found = trial.retrieval
        cells = []
        for values in (found.hit, found.reciprocal_rank):
            low, high = interval(values, rng)
            cells.append(f"{values.mean() if len(values) else float('nan'):>7.3f}")
            cells.append(f"{f'{low:.3f} to {high:.3f}':>15}")
        yield (
            f"{trial.grouping:<10} {trial.backbone:<22} {trial.dehaze:<13} "
            f"{' '.join(cells)} {len(found.hit):>7}"
        )


def robustness(options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """A table of how often changed posters find their titles."""
    import numpy as np

    from vision.retrieval import interval
    from vision.robustness import trials

    db = store.connect(settings)
    rng = np.random.default_rng(settings.default_seed)
    yield f"{'change':<38} {'rank 1':>7} {'95 %':>15} {'in ten':>7}"
    seed, model = settings.default_seed, settings.i2v_model
    for trial in trials(db, n_posters=options.posters, seed=seed, i2v_model=model):
        low, high = interval(trial.first, rng)
        yield (
            f"{trial.change:<38} {trial.first.mean():>7.3f} {f'{low:.3f} to {high:.3f}':>15} "
            f"{trial.in_ten.mean():>7.3f}"
        )


def duplicates(_: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Titles whose posters are one picture."""
    db = store.connect(settings)
    info = store.vectors.current_sets(db).get(look.KIND)
    if info is None:
        raise NoPostersError("no look vectors yet: run python -m vision")
    facts = store.vectors.load_model(db, info)[1]
    groups = facts.get("duplicates", [])
    titles = store.anime.find_many(db, [i for group in groups for i in group], ["title"])
    for group in groups:
        yield ", ".join(f"{i} {titles.get(i, {}).get('title', '?')}" for i in group)
    yield f"{len(groups)} pictures stand for more than one of {info.n_rows} titles"


def atlas(options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Lay posters out by look and publish the sheet."""
    from vision import atlas_job

    db = store.connect(settings)
    yield atlas_job.run(db, settings.default_seed)
    if options.out:
        info = store.vectors.current_sets(db)[atlas_job.KIND]
        arrays, _facts = store.vectors.load_model(db, info)
        try:
            options.out.write_bytes(arrays["sheet"].tobytes())
        except OSError as error:
            raise VisionError(f"{options.out} cannot be written: {error.strerror}") from error
        yield str(options.out)


def convert(options: argparse.Namespace, _: Settings) -> Iterator[str]:
    """Illustration2Vec's Caffe weights to a Keras file."""
    load_tensorflow()
    from vision.caffe.convert import convert as to_keras

    yield f"{options.out}: {to_keras(options.source, options.out)}"


def fetch(options: argparse.Namespace, settings: Settings) -> Iterator[str]:
    """Published weights into DATA_DIR/weights."""
    from vision import fetch as module

    folder = settings.data_dir / "weights"
    for file in module.published(options.what, settings):
        path = module.fetch(file, folder)
        checked = "as published" if file.sha256 else "its publisher names no hash to check"
        yield f"{path}: {path.stat().st_size} bytes, sha256 {module.sha256(path)} ({checked})"
    if options.what != "safety":
        yield "next: python -m vision convert FILE.caffemodel --out FILE.keras"


def _recipe(options: argparse.Namespace, settings: Settings) -> Recipe:
    return Recipe(
        backbone=options.backbone or choose_backbone(settings),
        dehaze=options.dehaze,
        i2v_model=settings.i2v_model,
    )
