"""From bytes that a server sent to a poster we keep."""

from __future__ import annotations

import hashlib
import io
import struct
import warnings
from datetime import datetime

from PIL import Image

from crawler.errors import ImageError
from store import Poster

FORMATS = ("JPEG", "PNG", "WEBP")
SMALLEST_SIDE = 16
LARGEST_SIDE = 8_000
LARGEST_AREA = 24_000_000
LARGEST_BYTES = 12_000_000
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, struct.error)


def read_poster(
    anime_id: int, image: bytes, source_url: str, etag: str | None, crawled_at: datetime
) -> Poster:
    """Return the poster, if `image` holds a whole picture of a sane size.

    Parameters
    ----------
    anime_id
        MAL id of the title.
    image
        The answer's body.
    source_url
        Address of the picture as the title's page gives it.
    etag
        The server's name for this version of the picture.
    crawled_at
        When it was fetched.

    Raises
    ------
    ImageError
        When the bytes are no JPEG, PNG or WebP, stop in the middle, or make too large a picture.
    """
    if len(image) > LARGEST_BYTES:
        raise ImageError("too_large", f"{source_url}: {len(image):,} bytes are no poster")
    width, height = _decoded_size(image, source_url)
    sha256 = hashlib.sha256(image).hexdigest()
    return Poster(anime_id, image, sha256, width, height, source_url, etag, crawled_at)


def _decoded_size(image: bytes, source_url: str) -> tuple[int, int]:
    with warnings.catch_warnings():
        # Pillow warns of bombs and of odd metadata; the limits below decide.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(image), formats=FORMATS) as picture:
                _check_size(picture.size, source_url)
                picture.load()
                return picture.size
        except Image.DecompressionBombError as error:
            raise ImageError("too_large", f"{source_url}: {error}") from error
        except _BROKEN as error:
            reason = "cut" if "truncated" in str(error) else "not_an_image"
            raise ImageError(
                reason, f"{source_url}: not a whole {', '.join(FORMATS)}: {str(error)[:80]}"
            ) from error


def _check_size(size: tuple[int, int], source_url: str) -> None:
    width, height = size
    shape = f"{source_url}: {width} x {height} pixels"
    if min(size) < SMALLEST_SIDE:
        raise ImageError("too_small", f"{shape}; a side has {SMALLEST_SIDE} or more")
    if max(size) > LARGEST_SIDE or width * height > LARGEST_AREA:
        raise ImageError("too_large", f"{shape}; at most {LARGEST_SIDE} a side")
