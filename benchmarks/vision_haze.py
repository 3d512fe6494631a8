"""Haze put into pictures and taken out again: how near the originals are before and after.

    python benchmarks/vision_haze.py [--pictures FOLDER] [--seed 1]

Haze is ``I = J t + A (1 - t)`` with light 235 and a transmission that grows from the top of the
picture to its bottom. Prints the medians of PSNR (decibels) and SSIM (Wang et al. 2004, Gaussian
window of 11, on grey) against the originals. Without a folder of JPEG files, pictures are drawn.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import cv2
import numpy as np

from vision.dehaze import remove_haze

LIGHT = 235.0
HAZES = {"light": (0.6, 0.9), "middle": (0.35, 0.8), "heavy": (0.15, 0.5)}
MOST = 200


def main() -> None:
    """Print a line for each strength of haze."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    scenes = read(options.pictures, rng) if options.pictures else [drawn(rng) for _ in range(40)]
    print(f"{len(scenes)} pictures; medians, hazy -> restored")
    for name, (top, bottom) in HAZES.items():
        found = np.array([quality(scene, top, bottom) for scene in scenes])
        psnr, ssim, psnr_after, ssim_after = np.median(found, axis=0)
        better = np.mean((found[:, 2] > found[:, 0]) & (found[:, 3] > found[:, 1]))
        print(
            f"{name:<7} PSNR {psnr:5.2f} -> {psnr_after:5.2f} dB   SSIM {ssim:.3f} -> "
            f"{ssim_after:.3f}   nearer in both: {better:.0%}"
        )


def read(folder: Path, rng: np.random.Generator) -> list[np.ndarray]:
    """At most `MOST` pictures of a folder, drawn at random."""
    paths = sorted(folder.glob("*.jpg"))
    chosen = rng.choice(len(paths), min(MOST, len(paths)), replace=False)
    return [cv2.cvtColor(cv2.imread(str(paths[i])), cv2.COLOR_BGR2RGB) for i in chosen]


def drawn(rng: np.random.Generator) -> np.ndarray:
    """Blocks of strong colour, some of them dark, as (318, 225, 3) uint8."""
    blocks = rng.integers(0, 256, (12, 9, 3))
    blocks[rng.random((12, 9)) < 0.4] //= 8
    return cv2.resize(blocks.astype(np.uint8), (225, 318), interpolation=cv2.INTER_NEAREST)


def quality(scene: np.ndarray, top: float, bottom: float) -> tuple[float, float, float, float]:
    """PSNR and SSIM of the hazy picture, then of the restored one."""
    t = np.linspace(top, bottom, len(scene))[:, None, None]
    hazy = (scene * t + LIGHT * (1 - t)).astype(np.uint8)
    restored = remove_haze(hazy)
    return (psnr(hazy, scene), ssim(hazy, scene), psnr(restored, scene), ssim(restored, scene))


def psnr(picture: np.ndarray, truth: np.ndarray) -> float:
    """Peak signal to noise in decibels."""
    error = np.mean((picture.astype(float) - truth) ** 2)
    return float(10 * np.log10(255**2 / max(error, 1e-9)))


def ssim(picture: np.ndarray, truth: np.ndarray) -> float:
    """Structural similarity, mean over the picture."""
    x, y = (cv2.cvtColor(p, cv2.COLOR_RGB2GRAY).astype(float) for p in (picture, truth))
    blur = lambda plane: cv2.GaussianBlur(plane, (11, 11), 1.5)  # noqa: E731
    mx, my = blur(x), blur(y)
    vx, vy, vxy = blur(x * x) - mx * mx, blur(y * y) - my * my, blur(x * y) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    share = (2 * mx * my + c1) * (2 * vxy + c2) / ((mx**2 + my**2 + c1) * (vx + vy + c2))
    return float(share.mean())


if __name__ == "__main__":
    main()
