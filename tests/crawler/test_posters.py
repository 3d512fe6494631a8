"""Only whole pictures of a sane size become posters."""

from __future__ import annotations

import hashlib
import struct
import zlib
from datetime import UTC, datetime

import pytest

from crawler.errors import ImageError
from crawler.posters import read_poster

NOW = datetime(2026, 1, 2, tzinfo=UTC)
URL = "https://cdn.myanimelist.net/images/1.jpg"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_becomes_a_poster(picture, kind):
    image = picture(kind, (60, 90))
    poster = read_poster(1, image, URL, '"e"', NOW)
    assert (poster.width, poster.height, poster.image) == (60, 90, image)
    assert poster.sha256 == hashlib.sha256(image).hexdigest()
    assert (poster.anime_id, poster.source_url, poster.etag) == (1, URL, '"e"')


def _chunk(name: bytes, data: bytes) -> bytes:
    body = name + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def _bomb() -> bytes:
    """A PNG that claims to be 60,000 pixels wide and high."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    data = _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + data + _chunk(b"IEND", b"")


def test_what_is_no_poster_is_refused_with_its_reason(picture):
    whole = picture("JPEG", (600, 900))
    refused = {
        b"<html>not found</html>": "not_an_image",
        b"": "not_an_image",
        picture("GIF"): "not_an_image",
        whole[: len(whole) // 2]: "cut",
        picture("PNG", (8, 90)): "too_small",
        picture("PNG", (9000, 20)): "too_large",
        _bomb(): "too_large",
    }
    for image, reason in refused.items():
        with pytest.raises(ImageError) as caught:
            read_poster(1, image, URL, None, NOW)
        assert caught.value.reason == reason
        assert URL in str(caught.value)
