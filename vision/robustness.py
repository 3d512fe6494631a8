"""Whether a poster that was cropped, mirrored, shrunk or recoloured still finds its title."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from store import Database, Poster, posters, vectors
from vision import query
from vision.decode import Picture, decode
from vision.errors import ImageError, NoPostersError

Change = Callable[[Picture], bytes]


@dataclass(frozen=True)
class Robustness:
    """How often a changed poster finds its title, one number for each poster that was tried.

    Attributes
    ----------
    first, in_ten
        (n,) 1 when the title is the best, or among the ten best, of the whole set; else 0.
    """

    change: str
    first: NDArray[np.float64]
    in_ten: NDArray[np.float64]


def trials(db: Database, *, n_posters: int, seed: int, i2v_model: str) -> Iterator[Robustness]:
    """Try each of `CHANGES` on posters drawn by chance, against the current ``look`` set.

    Parameters
    ----------
    db
        Its posters and current set; nothing is written.
    n_posters
        Most posters to try.
    seed
        Of the choice.
    i2v_model
        As the settings say; read for a set of that backbone only.

    Raises
    ------
    NoPostersError
        When there is no ``look`` set yet.
    WeightsError
        When what made it is not here.
    """
    info = vectors.current_sets(db).get("look")
    if info is None:
        raise NoPostersError("no look vectors yet: run python -m vision")
    current = vectors.load(db, info)
    arrays, facts = vectors.load_model(db, info)
    encoder = query.open_encoder(facts, arrays, i2v_model=i2v_model)
    ids = np.random.default_rng(seed).permutation(current.ids)
    chosen = list(islice(_pictures(posters.iterate(db, ids[: 2 * n_posters].tolist())), n_posters))
    # Two titles may share a picture: either is right.
    same = {i: group for group in facts.get("duplicates", []) for i in group}
    for name, change in CHANGES.items():
        ranks = [
            _rank(query.best_scores(current.vectors, encoder.vectors(change(picture))),
                  np.isin(current.ids, same.get(anime_id, [anime_id])))
            for anime_id, picture in chosen
        ]  # fmt: skip
        found = np.array(ranks)
        yield Robustness(name, (found == 1).astype(float), (found <= 10).astype(float))


def _pictures(source: Iterator[Poster]) -> Iterator[tuple[int, Picture]]:
    for poster in source:
        try:
            yield poster.anime_id, decode(poster.image)
        except ImageError:
            continue


def _rank(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> int:
    return 1 + int((scores[~right] > scores[right].max()).sum())


def _jpeg(picture: Picture, quality: int = 95) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def _crop(picture: Picture, share: float) -> Picture:
    """Keep so much of each side, off the centre: a person's crop is."""
    height, width = (round(side * share) for side in picture.shape[:2])
    top, left = (picture.shape[0] - height) // 3, (picture.shape[1] - width) * 2 // 3
    return np.ascontiguousarray(picture[top : top + height, left : left + width])


def _resize(picture: Picture, factor: float) -> Picture:
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, None, fx=factor, fy=factor, interpolation=how), np.uint8)


def _turn_hue(picture: Picture, degrees: int) -> Picture:
    hsv = cv2.cvtColor(picture, cv2.COLOR_RGB2HSV)
    turned = np.dstack([(hsv[..., 0].astype(int) + degrees // 2) % 180, hsv[..., 1:]])
    return np.asarray(cv2.cvtColor(turned.astype(np.uint8), cv2.COLOR_HSV2RGB), np.uint8)


def _frame(picture: Picture) -> Picture:
    side = picture.shape[1] // 4
    return np.pad(picture, ((side, side), (side, side), (0, 0)), constant_values=24)


def _all_at_once(picture: Picture) -> bytes:
    return _jpeg(np.ascontiguousarray(_resize(_crop(picture, 0.9), 0.7)[:, ::-1]), 40)


CHANGES: Mapping[str, Change] = {
    "as it is, JPEG 95": _jpeg,
    "JPEG 40": lambda picture: _jpeg(picture, 40),
    "JPEG 10": lambda picture: _jpeg(picture, 10),
    "mirrored": lambda picture: _jpeg(np.ascontiguousarray(picture[:, ::-1])),
    "half the size": lambda picture: _jpeg(_resize(picture, 0.5)),
    "twice the size": lambda picture: _jpeg(_resize(picture, 2)),
    "crop to 90 %": lambda picture: _jpeg(_crop(picture, 0.9)),
    "crop to 80 %": lambda picture: _jpeg(_crop(picture, 0.8)),
    "crop to 60 %": lambda picture: _jpeg(_crop(picture, 0.6)),
    "framed": lambda picture: _jpeg(_frame(picture)),
    "hue turned by 20 degrees": lambda picture: _jpeg(_turn_hue(picture, 20)),
    "hue turned by 90 degrees": lambda picture: _jpeg(_turn_hue(picture, 90)),
    "crop 90, size 70, mirrored, JPEG 40": _all_at_once,
}
NAMES: Sequence[str] = tuple(CHANGES)
