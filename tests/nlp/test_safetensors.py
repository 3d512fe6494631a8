from __future__ import annotations

import json
import struct

import numpy as np
import pytest

from nlp import safetensors
from nlp.errors import WeightsError


def _file(path, tensors, *, cut=0, **header):
    told, body = dict(header), b""
    for name, (kind, array) in tensors.items():
        raw = array.tobytes()
        told[name] = {
            "dtype": kind,
            "shape": list(array.shape),
            "data_offsets": [len(body), len(body) + len(raw)],
        }
        body += raw
    head = json.dumps(told).encode()
    whole = struct.pack("<Q", len(head)) + head + body
    path.write_bytes(whole[: len(whole) - cut])
    return path


def test_reads_what_the_format_says(tmp_path):
    matrix = np.arange(6, dtype="<f4").reshape(2, 3)
    half = np.array([0.5, -2.0], dtype="<f2")
    path = _file(
        tmp_path / "a", {"m": ("F32", matrix), "h": ("F16", half)}, __metadata__={"format": "pt"}
    )
    found = safetensors.read(path)
    assert sorted(found) == ["h", "m"]
    assert np.array_equal(found["m"], matrix)
    assert found["h"].dtype == np.float32
    assert found["h"].tolist() == [0.5, -2.0]


@pytest.mark.parametrize(
    "raw", [b"", b"1234567", struct.pack("<Q", 10**12), b"\2" + b"\0" * 7 + b"[]"]
)
def test_refuses_other_files(tmp_path, raw):
    (tmp_path / "b").write_bytes(raw)
    with pytest.raises(WeightsError, match="is not a whole safetensors file"):
        safetensors.read(tmp_path / "b")


def test_refuses_a_file_cut_short_an_unknown_type_and_none(tmp_path):
    array = np.zeros(4, dtype="<f4")
    with pytest.raises(WeightsError, match="numbers at bytes"):
        safetensors.read(_file(tmp_path / "c", {"x": ("F32", array)}, cut=1))
    with pytest.raises(WeightsError, match="BF16"):
        safetensors.read(_file(tmp_path / "d", {"x": ("BF16", array)}))
    with pytest.raises(WeightsError):
        safetensors.read(tmp_path / "absent")
