import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from vision import decode as module
from vision.decode import decode
from vision.errors import ImageError

RED, WHITE = [255, 0, 0], [255, 255, 255]


def png(width, height, rows=b""):
    """A PNG whose header may promise what its few bytes do not hold."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_lossless_formats_give_the_pixels_back(noise, to_bytes, format_):
    options = {"lossless": True} if format_ == "WEBP" else {}
    assert np.array_equal(decode(to_bytes(noise, format_, **options)), noise)


def test_jpeg_is_read_and_near(to_bytes):
    flat = np.full((16, 16, 3), (10, 120, 200), np.uint8)
    picture = decode(to_bytes(flat, "JPEG", quality=95))
    assert picture.shape == (16, 16, 3)
    assert np.abs(picture.astype(int) - flat).max() <= 4


@pytest.mark.parametrize("format_", ["GIF", "WEBP"])
def test_animation_gives_its_first_frame(to_bytes, format_):
    first, second = Image.new("RGB", (8, 8), "red"), Image.new("RGB", (8, 8), "blue")
    options = {"lossless": True} if format_ == "WEBP" else {}
    data = to_bytes(first, format_, save_all=True, append_images=[second], **options)
    assert decode(data)[3, 3].tolist() == RED


def test_transparency_is_over_white(to_bytes):
    image = Image.new("RGBA", (2, 1))
    image.putdata([(255, 0, 0, 255), (255, 0, 0, 0)])
    assert decode(to_bytes(image))[0].tolist() == [RED, WHITE]
    half = Image.new("RGBA", (1, 1), (0, 0, 0, 128))
    assert decode(to_bytes(half))[0, 0].tolist() == [127, 127, 127]


def test_transparent_palette_entry_is_white(to_bytes):
    image = Image.new("P", (2, 1))
    image.putpalette([255, 0, 0, 0, 255, 0])
    image.putdata([0, 1])
    assert decode(to_bytes(image, transparency=1))[0].tolist() == [RED, WHITE]


def test_grey_palette_and_bilevel(to_bytes):
    grey = np.array([[0, 100, 255]], np.uint8)
    assert decode(to_bytes(grey))[0].tolist() == [[0] * 3, [100] * 3, WHITE]
    palette = Image.fromarray(np.array([[RED, WHITE]], np.uint8)).quantize(4)
    assert decode(to_bytes(palette))[0].tolist() == [RED, WHITE]
    assert decode(to_bytes(Image.new("1", (1, 1), 1)))[0, 0].tolist() == WHITE


def test_sixteen_bit_grey_is_scaled(to_bytes):
    deep = np.array([[0, 257 * 100, 65535]], np.uint16)
    assert decode(to_bytes(deep))[0, :, 0].tolist() == [0, 100, 255]


def test_cmyk_is_read_as_ink(to_bytes):
    no_ink = Image.new("CMYK", (8, 8), (0, 0, 0, 0))
    assert decode(to_bytes(no_ink, "JPEG"))[0, 0].min() >= 253


@pytest.mark.parametrize(
    ("orientation", "corner"), [(1, (0, 0)), (2, (0, 1)), (3, (1, 1)), (6, (0, 1)), (8, (1, 0))]
)
def test_exif_turns_the_picture_upright(to_bytes, orientation, corner):
    pixels = np.zeros((32, 32, 3), np.uint8)
    pixels[:16, :16] = 255
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = decode(to_bytes(pixels, "JPEG", exif=exif, quality=95))
    corners = picture[[[8], [24]], [8, 24], 0]
    assert np.unravel_index(corners.argmax(), (2, 2)) == corner


def test_broken_exif_does_not_lose_the_picture(to_bytes):
    data = to_bytes(Image.new("RGB", (8, 8), "red"), "JPEG", exif=b"Exif\x00\x00MM\x00*\xff\xff")
    assert decode(data).shape == (8, 8, 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"<html>404</html>", "not a picture"),
        (b"%PDF-1.4", "not a picture"),
        (b"\x89PNG\r\n\x1a\n", "not a picture"),
        (png(0, 5), "not a picture"),
        (png(40_000, 40_000), "too many pixels"),
        (png(40_000, 1, b"\x00" * 120_001), "too many pixels"),
        (png(4, 4), "damaged"),
    ],
)
def test_hostile_bytes_are_refused_with_a_reason(data, reason):
    with pytest.raises(ImageError) as caught:
        decode(data)
    assert caught.value.reason == reason


def shape_or_reason(data):
    try:
        return decode(data).shape
    except ImageError as error:
        return error.reason


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_truncation_is_read_or_refused(noise, to_bytes, format_):
    data = to_bytes(noise, format_)
    for length in range(1, len(data) - 1, max(1, len(data) // 40)):
        assert shape_or_reason(data[:length]) in {(40, 30, 3), "damaged", "not a picture"}


@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP", "GIF"])
def test_flipped_bytes_are_read_or_refused(noise, to_bytes, rng, format_):
    whole = to_bytes(noise, format_)
    for _ in range(60):
        data = bytearray(whole)
        for place in rng.integers(0, len(data), 8):
            data[place] = rng.integers(0, 256)
        assert shape_or_reason(bytes(data))


def test_limits(noise, to_bytes, monkeypatch):
    with pytest.raises(ImageError, match="30x40"):
        decode(to_bytes(noise), max_pixels=1199)
    assert decode(to_bytes(noise), max_pixels=1200).shape == (40, 30, 3)
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    with pytest.raises(ImageError, match="too many bytes"):
        decode(to_bytes(noise))


@pytest.mark.parametrize("format_", ["PNG", "JPEG"])
def test_a_large_picture_is_shrunk(to_bytes, format_):
    halves = np.zeros((900, 3000, 3), np.uint8)
    halves[:, 1500:] = 255
    picture = decode(to_bytes(halves, format_))
    assert picture.shape == (300, 1000, 3)
    assert picture[:, :495].max() <= 2
    assert picture[:, 505:].min() >= 253


def test_jpeg_with_too_many_scans_is_refused(noise, to_bytes):
    data = to_bytes(noise, "JPEG", progressive=True)
    scan = data[data.index(b"\xff\xda") : -2]
    with pytest.raises(ImageError, match="too many scans"):
        decode(data[:-2] + scan * 100 + data[-2:])
