"""Small pictures made by program, and posters of them."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime

import numpy as np
import pytest
from PIL import Image

import store


@pytest.fixture
def to_bytes():
    """Encode pixels (or a Pillow image) as a file of some format."""

    def encode(picture, format_="PNG", **options):
        image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        buffer = io.BytesIO()
        image.save(buffer, format_, **options)
        return buffer.getvalue()

    return encode


@pytest.fixture
def noise(rng):
    """A picture of random pixels, height 40 and width 30."""
    return rng.integers(0, 256, (40, 30, 3), dtype=np.uint8)


@pytest.fixture
def poster():
    """Make a poster of some bytes."""

    def make(anime_id, image):
        return store.Poster(
            anime_id=anime_id,
            image=image,
            sha256=hashlib.sha256(image).hexdigest(),
            width=30,
            height=40,
            source_url=f"http://127.0.0.1/images/{anime_id}.png",
            etag=None,
            crawled_at=datetime(2024, 1, 1, tzinfo=UTC),
        )

    return make


@pytest.fixture
def drawn():
    """Draw a poster of one hue (0 to 255) with some noise of its own."""

    def draw(hue, seed):
        rng = np.random.default_rng(seed)
        hsv = np.zeros((40, 30, 3), np.uint8)
        hsv[..., 0], hsv[..., 1] = hue, 200
        hsv[..., 2] = rng.integers(120, 256, (40, 30))
        return np.asarray(Image.fromarray(hsv, "HSV").convert("RGB"))

    return draw
