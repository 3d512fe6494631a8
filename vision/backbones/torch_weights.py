"""A state dict that torch saved, read without torch and without running anything the file says.

The format is torch's before 1.6: pickles of a magic number, a version, facts of the machine, the
state dict and the storage keys, then each storage as its length (int64) and its raw little-endian
values.
"""

from __future__ import annotations

import io
import pickle
import struct
from collections import OrderedDict
from pathlib import Path
from typing import IO, Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from vision.errors import WeightsError

_MAGIC = 0x1950A86A20F9469CFC6C
_STORAGE_DTYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}


class _Storage:
    """A flat run of numbers that tensors are views of; filled after the pickle that names it."""

    def __init__(self, dtype: str) -> None:
        self.values: NDArray[Any] = np.empty(0, dtype)


class _Tensor:
    """What torch would have made a tensor of: (storage, offset, size, stride)."""

    def __init__(
        self,
        storage: _Storage,
        offset: int,
        size: tuple[int, ...],
        stride: tuple[int, ...],
        *_: object,
    ) -> None:
        self.storage, self.offset, self.size, self.stride = storage, offset, size, stride

    def array(self) -> NDArray[Any]:
        values = self.storage.values[self.offset :]
        contiguous = tuple(int(np.prod(self.size[i + 1 :])) for i in range(len(self.size)))
        n_values = int(np.prod(self.size))
        if self.stride != contiguous or values.size < n_values:
            raise ValueError(
                f"a tensor of size {self.size} and stride {self.stride} does not fit its storage"
            )
        return values[:n_values].reshape(self.size)


class _StateDictUnpickler(pickle.Unpickler):
    """Knows the four names a state dict needs and refuses every other."""

    _ALLOWED: ClassVar = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _Tensor,
        ("torch", "FloatStorage"): "FloatStorage",
        ("torch", "LongStorage"): "LongStorage",
    }

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self.storages: dict[str, _Storage] = {}

    def find_class(self, module: str, name: str) -> Any:
        try:
            return self._ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in a state dict") from None

    def persistent_load(self, pid: Any) -> _Storage:
        _, kind, key, *_ = pid
        return self.storages.setdefault(key, _Storage(_STORAGE_DTYPES[kind]))


def read_state_dict(path: Path) -> dict[str, NDArray[Any]]:
    """Read the arrays of a ``.pth`` file by name.

    Parameters
    ----------
    path
        A state dict in torch's format before 1.6.

    Returns
    -------
    dict of str to array
        float32 weights and int64 counters, shaped as torch has them (a convolution: out, in,
        height, width).

    Raises
    ------
    WeightsError
        When the file is absent, cut short, of another format, or names anything but tensors.
    """
    try:
        return _parse(io.BytesIO(path.read_bytes()))
    except OSError as error:
        raise WeightsError(
            f"{path} cannot be read: {error.strerror}; reinstall its package"
        ) from error
    except Exception as error:  # A pickle machine fed bad bytes raises nearly anything.
        reason = f"{type(error).__name__}: {error}"
        raise WeightsError(f"{path} is not a state dict of torch before 1.6 ({reason})") from error


def _parse(stream: IO[bytes]) -> dict[str, NDArray[Any]]:
    magic, _version, _machine = (_StateDictUnpickler(stream).load() for _ in range(3))
    if magic != _MAGIC:
        raise ValueError(f"magic number {magic!r}")
    unpickler = _StateDictUnpickler(stream)
    tensors = unpickler.load()
    for key in _StateDictUnpickler(stream).load():
        storage = unpickler.storages[key]
        (n_values,) = struct.unpack("<q", stream.read(8))
        raw = stream.read(n_values * storage.values.itemsize)
        storage.values = np.frombuffer(raw, storage.values.dtype)
        if storage.values.size != n_values:
            raise ValueError(f"storage {key} ends after {storage.values.size} of {n_values} values")
    return {name: tensor.array() for name, tensor in tensors.items()}
