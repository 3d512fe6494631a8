"""Nets of Illustration2Vec's shape with few channels and random weights, as Caffe writes them."""

from __future__ import annotations

import numpy as np
import pytest

STAGES = [["1_1"], ["2_1"], ["3_1", "3_2"], ["4_1", "4_2"], ["5_1", "5_2"], ["6_1", "6_2", "6_3"]]
WIDTHS = [4, 6, 8, 8, 8, 10]


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*out, number])


def field(number, body):
    return varint(number << 3 | 2) + varint(len(body)) + body


def integer(number, value):
    return varint(number << 3) + varint(value)


def blob(values, legacy):
    data = field(5, values.astype("<f4").tobytes())
    if not legacy:
        return field(7, field(1, b"".join(map(varint, values.shape)))) + data
    shape = (1,) * (4 - values.ndim) + values.shape
    return b"".join(integer(i, size) for i, size in enumerate(shape, start=1)) + data


def layer(name, kind, blobs, v1):
    if v1:
        body = field(4, name.encode()) + integer(5, {"Convolution": 4, "InnerProduct": 14}[kind])
        return field(2, body + b"".join(field(6, blob(b, legacy=True)) for b in blobs))
    body = field(1, name.encode()) + field(2, kind.encode())
    return field(100, body + b"".join(field(7, blob(b, legacy=False)) for b in blobs))


def description(name, kind, inside, bottom, top=None):
    return (
        f'layer {{ name: "{name}" type: "{kind}" bottom: "{bottom}" top: "{top or name}" '
        f"{inside} }}\n"
    )


class Net:
    """A random net: its weights by layer, Caffe's description, and its file in either format."""

    def __init__(self, rng, head, widths=WIDTHS, n_out=12):
        self.weights, x, n_in = {}, "data", 3
        shape = "shape { dim: 1 dim: 3 dim: 224 dim: 224 }"
        text = f'layer {{ name: "data" type: "Input" top: "data" input_param {{ {shape} }} }}\n'

        def draw(*shape):
            return rng.standard_normal(shape, dtype=np.float32)

        def convolve(name, n_in, n_filters, bottom):
            kernel = draw(n_filters, n_in, 3, 3) * np.float32(np.sqrt(2 / (9 * n_in)))
            self.weights[name] = ("Convolution", [kernel, draw(n_filters)])
            size = f"convolution_param {{ num_output: {n_filters} kernel_size: 3 pad: 1 }}"
            return description(name, "Convolution", size, bottom)

        for number, (stage, width) in enumerate(zip(STAGES, widths, strict=True), start=1):
            for part in stage:
                name = f"conv{part}"
                text += convolve(name, n_in, width, x) + description(f"r{part}", "ReLU", "", name)
                x, n_in = f"r{part}", width
            if number < len(STAGES):
                pool = "pooling_param { pool: MAX kernel_size: 2 stride: 2 }"
                text += description(f"pool{number}", "Pooling", pool, x)
                x = f"pool{number}"
        if head == "encode1":
            matrix = draw(n_out, n_in * 49) / np.float32(np.sqrt(n_in * 49))
            self.weights[head] = ("InnerProduct", [matrix, draw(n_out)])
            full = f"inner_product_param {{ num_output: {n_out} }}"
            text += description(head, "InnerProduct", full, x)
        else:
            text += convolve(head, n_in, n_out, x)
            pool = "pooling_param { pool: AVE kernel_size: 7 stride: 1 }"
            text += description("mean", "Pooling", pool, head)
            text += description("prob", "Sigmoid", "", "mean")
        self.prototxt = text.encode()

    def caffemodel(self, *, v1=False, skip=(), **changed):
        parts = {name: value for name, value in self.weights.items() if name not in skip}
        for name, blobs in changed.items():
            parts[name] = (parts[name][0], blobs)
        layers = (layer(name, kind, blobs, v1) for name, (kind, blobs) in parts.items())
        return field(1, b"random net") + b"".join(layers)


@pytest.fixture
def make_net(rng):
    return lambda head, **options: Net(rng, head, **options)


@pytest.fixture
def wire():
    """The writers of the wire format: field(number, bytes), integer(number, value)."""
    return field, integer
