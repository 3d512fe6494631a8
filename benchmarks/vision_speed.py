"""Speed of the vision room: dehaze, and the job from MongoDB to MongoDB.

    python benchmarks/vision_speed.py [--posters 600]

Posters are drawn here at the size that MyAnimeList serves, 225 x 318; the database is a scratch
one on the server of the settings and is dropped at the end.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import io
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

sys.path.insert(0, str(Path(__file__).parents[1]))

import config
import store
from vision import dehaze, dehaze_s3, job
from vision.recipe import Recipe

HEIGHT, WIDTH = 318, 225


def draw(rng: np.random.Generator) -> np.ndarray:
    """Smooth colours with some hard-edged shapes: compresses about as a poster does."""
    coarse = rng.integers(0, 256, (8, 6, 3), dtype=np.uint8)
    picture = cv2.resize(coarse, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        centre = (int(rng.integers(WIDTH)), int(rng.integers(HEIGHT)))
        colour = tuple(int(c) for c in rng.integers(0, 256, 3))
        cv2.circle(picture, centre, int(rng.integers(8, 60)), colour, -1)
    return picture


def per_second(function: Callable[[np.ndarray], object], pictures: list[np.ndarray]) -> float:
    """Pictures in a second, after one to warm up."""
    function(pictures[0])
    start = time.perf_counter()
    for picture in pictures:
        function(picture)
    return len(pictures) / (time.perf_counter() - start)


def s3_loops(picture: np.ndarray) -> np.ndarray:
    """The system S3's two nested loops, for its speed."""
    image, out = picture, np.zeros_like(picture)
    light = float(image.max())
    for y in range(len(image)):
        for x in range(image.shape[1]):
            part = image[max(y - 10, 0) : y + 10, max(x - 10, 0) : x + 10]
            channel = np.unravel_index(np.argmin(part), part.shape)[2]
            t = max(1.0 - 0.95 * image[y, x, channel].item() / light, 0.55)
            for c in range(3):
                out[y, x, c] = int(max(0, min((image[y, x, c].item() - light) / t + light, 255)))
    return out


def fill(db: store.Database, pictures: list[np.ndarray]) -> None:
    """Store the pictures as JPEG posters."""
    rows = []
    for anime_id, picture in enumerate(pictures, start=1):
        buffer = io.BytesIO()
        Image.fromarray(picture).save(buffer, "JPEG", quality=90)
        image = buffer.getvalue()
        digest = hashlib.sha256(image).hexdigest()
        now = datetime.now(UTC)
        rows.append(store.Poster(anime_id, image, digest, WIDTH, HEIGHT, "", None, now))
    store.posters.upsert(db, rows)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posters", type=int, default=600)
    n_posters = parser.parse_args().posters
    rng = np.random.default_rng(1)
    pictures = [draw(rng) for _ in range(n_posters)]

    print(f"dark channel: {per_second(dehaze.remove_haze, pictures[:200]):.0f} posters/s")
    fast = per_second(lambda p: dehaze_s3.clear(p, 20, 0.55, 0.95), pictures[:200])
    loops = per_second(s3_loops, pictures[:2])
    print(f"s3: {fast:.0f} posters/s, {fast / loops:.0f} times its loops ({loops:.2f} posters/s)")

    settings = config.load()
    db = store.connect(dataclasses.replace(settings, mongodb_database="benchmark_vision"))
    try:
        fill(db, pictures)
        for mode in ("auto", "dark_channel"):
            start = time.perf_counter()
            outcome = job.run(db, Recipe(dehaze=mode))
            rate = outcome.encoded / (time.perf_counter() - start)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"job, dehaze {mode}: {rate:.0f} posters/s with its start, peak {peak:.0f} MB")
    finally:
        db.client.drop_database(db.name)


if __name__ == "__main__":
    main()
