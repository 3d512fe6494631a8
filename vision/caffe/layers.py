"""The layers of a ``.caffemodel`` file, in the current format and the one before (V1)."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from vision.caffe.wire import BYTES, FIXED32, Field, WireError, fields, varints
from vision.errors import WeightsError


@dataclass(frozen=True)
class _Format:
    """Field numbers of caffe.proto."""

    layer: int
    name: int
    blob: int


# NetParameter.layer and LayerParameter; NetParameter.layers and V1LayerParameter.
_FORMATS = (_Format(layer=100, name=1, blob=7), _Format(layer=2, name=4, blob=6))
# BlobProto
_LEGACY_SHAPE, _DATA, _SHAPE, _DOUBLE_DATA = (1, 2, 3, 4), 5, 7, 8
_DIM = 1  # of BlobShape

Blob = NDArray[np.float32]


@dataclass(frozen=True)
class CaffeFile:
    """A file of weights, mapped into memory.

    Attributes
    ----------
    layers
        Each layer's blobs by its name; views of the file, read when, and as far as, they are used.
    """

    layers: dict[str, list[Blob]]
    _mapped: mmap.mmap

    def let_go(self) -> None:
        """Give back the memory of what was read so far; what is used again is read again."""
        self._mapped.madvise(mmap.MADV_DONTNEED)


def read_layers(path: Path) -> CaffeFile:
    """Map a file into memory and find each layer's blobs; layers without any are left out.

    Parameters
    ----------
    path
        A ``.caffemodel``.

    Raises
    ------
    WeightsError
        When the file is absent, empty, cut short, or not a network with weights.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:
        raise WeightsError(f"{path} cannot be read: {error}") from error
    try:
        return CaffeFile(_layers(memoryview(mapped)), mapped)
    except (WireError, UnicodeDecodeError) as error:
        reason = f"{path} is not a network that Caffe wrote ({error})"
        raise WeightsError(f"{reason}: it is cut short or another file; fetch it again") from error


def _layers(message: memoryview) -> dict[str, list[Blob]]:
    found: dict[str, list[Blob]] = {}
    for field in fields(message):
        for form in _FORMATS:
            if field.number == form.layer and field.kind == BYTES:
                name, blobs = _layer(field.body, form)
                if blobs and name in found:
                    raise WireError(f"two layers are called {name!r}")
                if blobs:
                    found[name] = blobs
    if not found:
        raise WireError("no layer has weights")
    return found


def _layer(message: memoryview, form: _Format) -> tuple[str, list[Blob]]:
    name, blobs = "", []
    for field in fields(message):
        if field.number == form.name and field.kind == BYTES:
            name = bytes(field.body).decode()
        elif field.number == form.blob and field.kind == BYTES:
            blobs.append(_blob(field.body))
    return name, blobs


def _blob(message: memoryview) -> Blob:
    """One array of weights, shaped as the file says."""
    legacy, shape, runs = dict.fromkeys(_LEGACY_SHAPE, 1), None, []
    for field in fields(message):
        if field.number in legacy:
            legacy[field.number] = field.integer
        elif field.number == _SHAPE:
            shape = [size for dim in fields(field.body) for size in _sizes(dim)]
        elif field.number == _DATA and field.kind in {BYTES, FIXED32}:
            runs.append(field.body)
        elif field.number == _DOUBLE_DATA:
            raise WireError("weights of double precision, which no published network has")
    values = _floats(runs)
    wanted = tuple(legacy.values()) if shape is None else tuple(shape)
    if prod(wanted) != values.size:
        raise WireError(f"{values.size} weights for the shape {wanted}")
    return values.reshape(wanted)


def _sizes(dim: Field) -> Iterator[int]:
    """Sizes of a BlobShape: packed in one field, or each in one of its own."""
    if dim.number == _DIM:
        yield from varints(dim.body) if dim.kind == BYTES else (dim.integer,)


def _floats(runs: list[memoryview]) -> Blob:
    """All values of a field that may be one packed run (a view of it) or many single ones."""
    if any(len(run) % 4 for run in runs):
        raise WireError("a run of weights ends within a number")
    if len(runs) == 1:
        return np.frombuffer(runs[0], "<f4")
    return np.frombuffer(b"".join(runs), "<f4")
