"""Bytes of a picture to RGB pixels, whatever the file says it is.

A poster comes from a stranger's server and an upload from a stranger, so nothing in the bytes is
believed: size is checked before pixels are made, and every failure is an `ImageError` with a
reason.
"""

from __future__ import annotations

import io
import warnings

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from vision.errors import ImageError

Picture = NDArray[np.uint8]

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
MAX_BYTES = 20_000_000
MAX_PIXELS = 16_000_000
MAX_SIDE = 10_000
# A larger picture is shrunk: no backbone looks at more, and removing haze takes 100 bytes a pixel.
LARGEST_SIDE = 1_000
# A small progressive JPEG can ask for thousands of passes over every pixel; encoders write ten.
MAX_JPEG_SCANS = 100

# Pillow warns of pictures that `_check_header` refuses.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)

_JPEG_SCAN_MARKER = b"\xff\xda"
_EXIF_ORIENTATION = 0x0112
_TURN_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def decode(data: bytes, *, max_pixels: int = MAX_PIXELS) -> Picture:
    """Read the first frame of a JPEG, PNG, WebP or GIF as the viewer would see it on white paper.

    Parameters
    ----------
    data
        The whole file.
    max_pixels
        Pictures with more pixels than this are refused before any is decoded.

    Returns
    -------
    (height, width, 3) uint8
        RGB, turned upright by its EXIF orientation, transparency over white, 16 bits scaled to 8;
        no side longer than `LARGEST_SIDE`.

    Raises
    ------
    ImageError
        Its ``reason`` is one of those that the class lists.
    """
    _check_bytes(data)
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_header(image, data, max_pixels)
            # A JPEG can be decoded at a half, a quarter or an eighth, for as much less memory.
            image.draft(None, (LARGEST_SIDE, LARGEST_SIDE))
            image.load()
            return np.array(_shrunk(_flatten(_upright(image))), dtype=np.uint8)
    except ImageError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ImageError("too many pixels", f"{error}; the limit is {max_pixels}") from error
    except UnidentifiedImageError as error:
        detail = f"the bytes start with {data[:8]!r}; wanted is one of {', '.join(FORMATS)}"
        raise ImageError("not a picture", detail) from error
    except (
        Exception
    ) as error:  # Pillow's readers let nearly every built-in exception out on bad bytes.
        detail = f"{type(error).__name__}: {error}; fetch or save the picture again"
        raise ImageError("damaged", detail) from error


def _check_bytes(data: bytes) -> None:
    if not data:
        raise ImageError("empty", "0 bytes were given; a picture file was wanted")
    if len(data) > MAX_BYTES:
        raise ImageError("too many bytes", f"{len(data)} bytes; the limit is {MAX_BYTES}")


def _check_header(image: Image.Image, data: bytes, max_pixels: int) -> None:
    """Refuse by what the header promises, before memory is asked for."""
    width, height = image.size
    if width * height > max_pixels or max(width, height) > MAX_SIDE:
        rule = f"the limit is {max_pixels} pixels and {MAX_SIDE} on a side"
        raise ImageError("too many pixels", f"{width}x{height}; {rule}; make it smaller")
    if image.format in {"JPEG", "MPO"} and data.count(_JPEG_SCAN_MARKER) > MAX_JPEG_SCANS:
        raise ImageError(
            "too many scans", f"the limit is {MAX_JPEG_SCANS}; save it as baseline JPEG"
        )


def _upright(image: Image.Image) -> Image.Image:
    try:
        orientation = image.getexif().get(_EXIF_ORIENTATION)
    except Exception:  # Broken EXIF is common and says nothing about the pixels.
        return image
    turn = _TURN_UPRIGHT.get(orientation) if isinstance(orientation, int) else None
    return image.transpose(turn) if turn is not None else image


def _shrunk(image: Image.Image) -> Image.Image:
    if max(image.size) > LARGEST_SIDE:
        image.thumbnail((LARGEST_SIDE, LARGEST_SIDE), reducing_gap=2.0)
    return image


def _flatten(image: Image.Image) -> Image.Image:
    """Any mode to RGB; what shows through is white."""
    if image.mode == "I" or image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image).astype(np.uint32) / 257 + 0.5).astype(np.uint8))
    if not image.has_transparency_data:
        return image.convert("RGB")
    colours = image.convert("RGBA")
    paper = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(paper, colours).convert("RGB")
