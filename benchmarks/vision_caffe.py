"""The Caffe converter at full size: both nets, both formats, against OpenCV's own reader.

    python benchmarks/vision_caffe.py

The weights are random, made here with the true shapes. Each conversion is a process of its own, so
that its time and its peak memory are those that `python -m vision convert` takes.
"""

from __future__ import annotations

import re
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import cv2
import numpy as np

ROOT = Path(__file__).parents[1]
WIDTHS = [64, 128, 256, 512, 512, 1024]
NETS = {"encode1": 4096, "conv6_4": 1539}


def make(folder: Path, head: str, *, v1: bool) -> tuple[Path, Path]:
    """Write a random net's description and weights."""
    net_class = runpy.run_path(str(ROOT / "tests/vision/caffe/conftest.py"))["Net"]
    net = net_class(np.random.default_rng(1), head, widths=WIDTHS, n_out=NETS[head])
    description, weights = folder / "net.prototxt", folder / "net.caffemodel"
    description.write_bytes(net.prototxt)
    weights.write_bytes(net.caffemodel(v1=v1))
    return description, weights


def convert(weights: Path, target: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of the command."""
    code = "import sys, vision.__main__ as v; v.main(sys.argv[1:]);"
    code += "print(open('/proc/self/status').read())"
    command = [sys.executable, "-c", code, "convert", str(weights), "--out", str(target)]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", done.stdout)
    return time.perf_counter() - start, int(peak) / 1024


def difference(description: Path, weights: Path, target: Path) -> float:
    """Largest difference between Keras and OpenCV, as a share of the largest value."""
    import keras

    pixels = np.random.default_rng(2).normal(size=(1, 224, 224, 3)).astype(np.float32)
    oracle = cv2.dnn.readNetFromCaffe(str(description), str(weights))
    oracle.enableWinograd(False)  # faster, and less exact than what is measured here
    oracle.setInput(pixels.transpose(0, 3, 1, 2))
    expected = oracle.forward().reshape(1, -1)
    given = keras.saving.load_model(target, compile=False).predict_on_batch(pixels)
    return float(np.abs(given - expected).max() / np.abs(expected).max())


def main() -> None:
    """Print one line for each net and format."""
    for head in NETS:
        for v1 in (False, True):
            with tempfile.TemporaryDirectory() as name:
                folder = Path(name)
                description, weights = make(folder, head, v1=v1)
                size = weights.stat().st_size / 2**20
                seconds, peak = convert(weights, folder / "net.keras")
                off = difference(description, weights, folder / "net.keras")
                form = "V1" if v1 else "current"
                took = f"{seconds:.0f} s, peak {peak:.0f} MB"
                print(
                    f"{head}, {form} format, {size:.0f} MiB: {took}, off by {off:.1e}", flush=True
                )


if __name__ == "__main__":
    main()
