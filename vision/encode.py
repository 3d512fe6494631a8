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
from vision import dehaze
from vision.backbones import Backbone
from vision.decode import decode
from vision.errors import ImageError

T = TypeVar("T")
DECODERS = 2
# Batches whose pictures may wait in memory while one is encoded.
BATCHES_AHEAD = 2

_Prepared = list[NDArray[Any]]


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
        (n, dims of all backbones) float32, the backbones' features side by side.
    failed
        Title id and reason of each poster that was not read.
    """

    ids: list[int]
    hashes: list[str]
    features: NDArray[np.float32]
    failed: dict[int, str]


def encode_posters(
    posters: Iterable[Poster], backbones: Sequence[Backbone], mode: dehaze.Mode, batch_size: int
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


def _prepare(poster: Poster, backbones: Sequence[Backbone], mode: dehaze.Mode) -> _Prepared:
    picture = dehaze.apply(decode(poster.image), mode)
    return [backbone.prepare(picture) for backbone in backbones]


def _encode_batch(
    batch: list[tuple[Poster, Future[_Prepared]]], backbones: Sequence[Backbone]
) -> Encoded:
    ids, hashes, prepared, failed = [], [], [], {}
    for poster, future in batch:
        try:
            prepared.append(future.result())
        except ImageError as error:
            failed[poster.anime_id] = error.reason
            continue
        ids.append(poster.anime_id)
        hashes.append(poster.sha256)
    if not ids:
        n_dims = sum(backbone.n_dims for backbone in backbones)
        return Encoded([], [], np.empty((0, n_dims), np.float32), failed)
    inputs = (np.stack(column) for column in zip(*prepared, strict=True))
    features = [backbone.encode(x) for backbone, x in zip(backbones, inputs, strict=True)]
    return Encoded(ids, hashes, np.hstack(features), failed)
