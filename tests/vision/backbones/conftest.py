"""The classifier's archive with random weights, laid out as the npm package lays it out."""

from __future__ import annotations

import base64
import io
import tarfile

import numpy as np
import pytest

FOLDER = "package/dist/models/mobilenet_v2"


def literal(number):
    """As a minifier writes it: no zero before the point."""
    return repr(float(number)).replace("0.", ".", 1) if 0 < abs(number) < 1 else repr(float(number))


class Archive:
    """Random 8-bit weights by name: their steps, least values and sizes of a step."""

    def __init__(self, rng):
        import keras

        net = keras.applications.MobileNetV2(
            weights=None, include_top=False, input_shape=(224, 224, 3)
        )
        self.weights = {}
        for layer in net.layers:
            for weight in layer.weights:
                self._draw(rng, f"{layer.name}/{self._called(layer, weight)}", weight.shape)
        for name, shape in {
            "dense_1": (1280, 256),
            "dense_2": (256, 128),
            "dense_3": (128, 5),
        }.items():
            self._draw(rng, f"{name}/kernel", shape)
            self._draw(rng, f"{name}/bias", shape[1:])
        for layer in net.layers:
            layer.set_weights(
                [self.value(f"{layer.name}/{self._called(layer, w)}") for w in layer.weights]
            )
        self.net = net

    @staticmethod
    def _called(layer, weight):
        depthwise = type(layer).__name__ == "DepthwiseConv2D"
        return "depthwise_kernel" if depthwise and weight.name == "kernel" else weight.name

    def _draw(self, rng, name, shape):
        steps = rng.integers(0, 256, tuple(shape), dtype=np.uint8)
        part = name.rsplit("/", 1)[1]
        low, high = {"gamma": (0.5, 1.5), "moving_variance": (0.5, 2.0)}.get(part, (-1.0, 1.0))
        if part.endswith("kernel"):
            wide = np.sqrt(6 / np.prod([s for s in shape[:-1] if s]))
            low, high = (-0.5, 0.5) if "depthwise" in part else (-wide, wide)
        self.weights[name] = (steps, float(low), float((high - low) / 255))

    def value(self, name):
        steps, low, step = self.weights[name]
        return steps.astype(np.float32) * np.float32(step) + np.float32(low)

    def expected(self, picture):
        """Shares by Keras's own network and plain numpy."""
        x = self.net.predict_on_batch(picture).mean(axis=(1, 2))
        for name in ("dense_1", "dense_2"):
            x = np.maximum(x @ self.value(f"{name}/kernel") + self.value(f"{name}/bias"), 0)
        x = x @ self.value("dense_3/kernel") + self.value("dense_3/bias")
        x = np.exp(x - x.max(axis=1, keepdims=True))
        return x / x.sum(axis=1, keepdims=True)

    def files(self, *, skip=(), cut=0):
        named = {n: w for n, w in self.weights.items() if n not in skip}
        raw = b"".join(steps.tobytes() for steps, _, _ in self.weights.values())
        told = ",".join(
            f'{{name:"{n}",shape:[{",".join(map(str, s.shape))}],dtype:"float32",'
            f'quantization:{{min:{literal(low)},scale:{literal(step)},dtype:"uint8"}}}}'
            for n, (s, low, step) in named.items()
        )
        text = base64.b64encode(raw[: len(raw) - cut]).decode()
        return {
            f"{FOLDER}/model.min.js": f"!function(){{weightsManifest:[{{weights:[{told}]}}]}}",
            f"{FOLDER}/group1-shard1of1.min.js": f'!function(){{exports="{text}"}}',
        }


def pack(path, files):
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


@pytest.fixture(scope="session")
def nsfwjs_weights():
    return Archive(np.random.default_rng(1))


@pytest.fixture
def packed(nsfwjs_weights, tmp_path):
    """Pack the archive, whole or with something missing."""

    def pack_(**options):
        return pack(tmp_path / "nsfwjs.tgz", nsfwjs_weights.files(**options))

    return pack_


@pytest.fixture(scope="session")
def nsfwjs_net(nsfwjs_weights, tmp_path_factory):
    from vision.backbones.nsfwjs import Nsfwjs

    return Nsfwjs(pack(tmp_path_factory.mktemp("nsfwjs") / "whole.tgz", nsfwjs_weights.files()))
