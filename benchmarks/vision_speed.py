"""Speed of the vision room: dehaze, and the job from MongoDB to MongoDB.

    python benchmarks/vision_speed.py [--posters 3000]

Prints how many posters of 225 x 318 are freed of haze in a second (one thread), how many times the
pixels of S3's loops the same filter does here, and the rate of the whole job with and without its
start, with the resident memory after each quarter of the posters. Posters are
drawn here at the size that MyAnimeList serves, 225 x 318; the database is a scratch one on the
server of the settings and is dropped at the end.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import io
import sys
import threading
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
from vision import dehaze, dehaze_s3, look
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
        image = buffer.getvalue() + str(anime_id).encode()
        digest = hashlib.sha256(image).hexdigest()
        now = datetime.now(UTC)
        rows.append(store.Poster(anime_id, image, digest, WIDTH, HEIGHT, "", None, now))
    store.posters.upsert(db, rows)


class Watched:
    """Runs a function and notes the resident megabytes of this process four times a second."""

    def __init__(self) -> None:
        self.megabytes: list[float] = []
        self._done = threading.Event()

    def __enter__(self) -> Watched:
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()
        self._start = time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = time.perf_counter() - self._start
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            pages = int(Path("/proc/self/statm").read_text().split()[1])
            self.megabytes.append(pages * 4096 / 2**20)

    def quarters(self) -> str:
        """Largest memory in each quarter of the time."""
        parts = np.array_split(np.array(self.megabytes), 4)
        return " ".join(f"{part.max():.0f}" for part in parts if len(part))


def job(settings: config.Settings, pictures: list[np.ndarray], n_posters: int) -> None:
    """The job on so many posters: the drawn ones, each with a mark of its own after its end."""
    db = store.connect(dataclasses.replace(settings, mongodb_database="benchmark_vision"))
    try:
        fill(db, [pictures[i % len(pictures)] for i in range(n_posters)])
        with Watched() as start:
            look.run(db, Recipe(), limit=16)
        db.vector_sets.delete_many({})
        with Watched() as run:
            outcome = look.run(db, Recipe())
        whole = start.seconds + run.seconds
        print(
            f"job: {outcome.encoded} posters, {outcome.encoded / run.seconds:.0f} a second "
            f"({outcome.encoded / whole:.0f} with the start of {start.seconds:.1f} s); "
            f"MB by quarters {run.quarters()}"
        )
    finally:
        db.client.drop_database(db.name)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posters", type=int, default=3000)
    n_posters = parser.parse_args().posters
    rng = np.random.default_rng(1)
    pictures = [draw(rng) for _ in range(200)]

    print(f"dark channel: {per_second(dehaze.remove_haze, pictures):.0f} posters/s")
    fast = per_second(lambda p: dehaze_s3.clear(p, 20, 0.55, 0.95), pictures)
    loops = per_second(s3_loops, pictures[:2])
    print(f"s3: {fast:.0f} posters/s, {fast / loops:.0f} times its loops ({loops:.2f} posters/s)")
    job(config.load(), pictures, n_posters)


if __name__ == "__main__":
    main()
