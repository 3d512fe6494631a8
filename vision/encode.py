"""Posters to features, in batches, with decoding on other threads than the network."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from store import Poster
from vision import dehaze, perceptual
from vision.backbones import Backbone
from vision.decode import decode
from vision.errors import ImageError
from vision.features import Failure
from vision.recipe import Mode

T = TypeVar("T")
DECODERS = 2
# Batches whose pictures may wait in memory while one is encoded.
BATCHES_AHEAD = 2


@dataclass(frozen=True)
class _Prepared:
    prints: NDArray[np.uint64]
    inputs: list[NDArray[Any]]


@dataclass(frozen=True)
class Encoded:
    """What became of one batch.

    Attributes
    ----------
    ids
        (n,) title ids of the posters that were read.
    hashes
        n sha256 of their bytes.
    features
        (n, widths of all backbones) float32, the backbones' features side by side.
    prints
        (n, 2) uint64, their perceptual hashes.
    failed
        Each poster that was not read, by title id.
    """

    ids: list[int]
    hashes: list[str]
    features: NDArray[np.float32]
    prints: NDArray[np.uint64]
    failed: dict[int, Failure]


def encode_posters(
    posters: Iterable[Poster], backbones: Sequence[Backbone], mode: Mode, batch_size: int
) -> Iterator[Encoded]:
    """Yield features batch by batch; at most `BATCHES_AHEAD` + 1 batches are in memory.

    Parameters
    ----------
    posters
        Read as needed, on the calling thread.
    backbones
        All are run on each poster.
    mode
        How haze is removed.
    batch_size
        Posters in a batch.
    """
    with ThreadPoolExecutor(DECODERS, thread_name_prefix="decode") as pool:
        waiting: deque[list[tuple[Poster, Future[_Prepared]]]] = deque()
        for batch in _batches(posters, batch_size):
            waiting.append([(p, pool.submit(_prepare, p, backbones, mode)) for p in batch])
            if len(waiting) > BATCHES_AHEAD:
                yield _encode_batch(waiting.popleft(), backbones)
        while waiting:
            yield _encode_batch(waiting.popleft(), backbones)


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def _prepare(poster: Poster, backbones: Sequence[Backbone], mode: Mode) -> _Prepared:
    picture = decode(poster.image)
    prints = perceptual.hashes(picture)
    clear = dehaze.apply(picture, mode)
    return _Prepared(prints, [backbone.prepare(clear) for backbone in backbones])


def _encode_batch(
    batch: list[tuple[Poster, Future[_Prepared]]], backbones: Sequence[Backbone]
) -> Encoded:
    ids, hashes, prepared, failed = [], [], [], {}
    for poster, future in batch:
        try:
            prepared.append(future.result())
        except ImageError as error:
            failed[poster.anime_id] = Failure(error.reason, poster.sha256)
            continue
        ids.append(poster.anime_id)
        hashes.append(poster.sha256)
    if not ids:
        n_dims = sum(width for backbone in backbones for width in backbone.widths)
        empty = np.empty((0, n_dims), np.float32)
        return Encoded([], [], empty, np.empty((0, 2), np.uint64), failed)
    inputs = (np.stack(column) for column in zip(*(p.inputs for p in prepared), strict=True))
    features = [backbone.encode(x) for backbone, x in zip(backbones, inputs, strict=True)]
    prints = np.stack([p.prints for p in prepared])
    return Encoded(ids, hashes, np.hstack(features), prints, failed)
