import io
import pickle
import struct
from collections import OrderedDict

import numpy as np
import pytest

from vision.backbones.mobilenet import weights_path
from vision.backbones.torch_weights import read_state_dict
from vision.errors import WeightsError

MAGIC = 0x1950A86A20F9469CFC6C


class Named:
    """Pickles as a reference to a name, which need not exist here."""

    def __init__(self, module, name):
        self.module, self.name = module, name


class Call:
    """Pickles as a call of a name."""

    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments


class Pickler(pickle._Pickler):
    """Writes names and storages as torch does, without torch."""

    def persistent_id(self, value):
        return value[1:] if isinstance(value, tuple) and value[:1] == ("storage!",) else None

    def save(self, value, save_persistent_id=True):
        if isinstance(value, Named):
            self.write(f"c{value.module}\n{value.name}\n".encode())
        elif isinstance(value, Call):
            self.save(value.function)
            self.save(value.arguments)
            self.write(pickle.REDUCE)
        else:
            super().save(value, save_persistent_id)


def dump(*values):
    stream = io.BytesIO()
    for value in values:
        Pickler(stream, 2).dump(value)
    return stream.getvalue()


def tensor(key, size, stride, n_values, offset=0, kind="FloatStorage"):
    storage = ("storage!", "storage", Named("torch", kind), key, "cpu", n_values, None)
    rebuild = Named("torch._utils", "_rebuild_tensor_v2")
    return Call(rebuild, storage, offset, size, stride, False, OrderedDict())


@pytest.fixture
def write(tmp_path):
    """Write a state dict of tensors and the storages they view."""

    def write(tensors, storages, magic=MAGIC):
        path = tmp_path / "weights.pth"
        body = dump(magic, 1001, {"little_endian": True}, OrderedDict(tensors), list(storages))
        for values in storages.values():
            body += struct.pack("<q", values.size) + values.tobytes()
        path.write_bytes(body)
        return path

    return write


def test_tensors_come_back(write):
    weights, steps = np.arange(6, dtype="<f4"), np.array([7], "<i8")
    path = write(
        {
            "conv.weight": tensor("1", (3, 2), (2, 1), 6),
            "conv.tail": tensor("1", (2,), (1,), 6, offset=4),
            "steps": tensor("2", (), (), 1, kind="LongStorage"),
        },
        {"1": weights, "2": steps},
    )
    read = read_state_dict(path)
    assert read["conv.weight"].tolist() == [[0, 1], [2, 3], [4, 5]]
    assert read["conv.tail"].tolist() == [4, 5]
    assert read["steps"] == 7


@pytest.mark.parametrize(
    "evil",
    [
        Call(Named("os", "system"), "true"),
        Call(Named("builtins", "eval"), "1"),
        Call(Named("torch", "load"), "x"),
    ],
)
def test_nothing_in_the_file_is_run(write, evil):
    with pytest.raises(WeightsError, match="no place in a state dict"):
        read_state_dict(write({"x": evil}, {}))


@pytest.mark.parametrize(
    "bad",
    [
        tensor("1", (3, 3), (3, 1), 6),  # larger than its storage
        tensor("1", (2, 3), (1, 2), 6),  # not in C order
    ],
)
def test_tensor_that_does_not_fit_is_refused(write, bad):
    with pytest.raises(WeightsError, match="does not fit its storage"):
        read_state_dict(write({"x": bad}, {"1": np.zeros(6, "<f4")}))


def test_wrong_and_cut_files_are_refused(write, tmp_path):
    path = write({"x": tensor("1", (6,), (1,), 6)}, {"1": np.zeros(6, "<f4")})
    whole = path.read_bytes()
    for length in (0, 1, 20, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(WeightsError, match=r"weights\.pth is not a state dict"):
            read_state_dict(path)
    with pytest.raises(WeightsError, match="magic number"):
        read_state_dict(write({}, {}, magic=1))
    with pytest.raises(WeightsError, match="No such file"):
        read_state_dict(tmp_path / "absent.pth")


def test_the_package_holds_torchvisions_file():
    """The name carries the start of the file's sha256, and the count of parameters is published."""
    weights = read_state_dict(weights_path())
    learned = sum(w.size for name, w in weights.items() if name.endswith(("weight", "bias")))
    assert learned == 3_504_872
