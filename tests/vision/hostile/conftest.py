"""Two hundred files that are not the poster one hopes for, each made here."""

from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

PNG = b"\x89PNG\r\n\x1a\n"


def encode(image, format_, **options):
    buffer = io.BytesIO()
    image.save(buffer, format_, **options)
    return buffer.getvalue()


def chunk(kind, body):
    checked = kind + body
    return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))


def png(width, height, body, depth=8, colour=2, interlaced=0):
    """A PNG whose header may promise anything."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(body, 1))
    return PNG + parts + chunk(b"IEND", b"")


def jpeg_of(data, width, height):
    """A JPEG with another size written into its header."""
    at = data.index(b"\xff\xc0") + 5
    return data[:at] + struct.pack(">HH", height, width) + data[at + 4 :]


def gif_of(width, height, body=b""):
    return b"GIF89a" + struct.pack("<HHBBB", width, height, 0xF0, 0, 0) + b"\0" * 6 + body


def bombs(side):
    """Few bytes that promise, or unpack to, many pixels; those that are read have ``side``."""
    small = encode(Image.new("RGB", (16, 16), "red"), "JPEG")
    for width, height in [
        (40_000, 1),
        (1, 40_000),
        (40_000, 40_000),
        (65_535, 65_535),
        (9_999, 9_999),
    ]:
        yield f"png {width}x{height}", png(width, height, b"\0" * 1000)
        yield f"gif {width}x{height}", gif_of(width, height, b"\x2c" + b"\0" * 20)
        yield f"jpeg {width}x{height}", jpeg_of(small, width, height)
    yield "png 2147483647 wide", png(2**31 - 1, 1, b"")
    for depth, colour in [(8, 2), (8, 6), (16, 2), (16, 6), (16, 0), (1, 0), (8, 4)]:
        row = {2: 3, 6: 4, 0: 1, 4: 2}[colour] * depth * side // 8 + 2
        body = b"\0" * (row * side)
        yield f"large png, depth {depth}, colour {colour}", png(side, side, body, depth, colour)
    yield "large interlaced png", png(side, side, b"\0" * (3 * side + 1) * (side + 100), 8, 2, 1)
    big = Image.new("RGB", (side, side), "blue")
    for format_ in ("WEBP", "GIF", "JPEG"):
        yield f"large {format_}", encode(big, format_)
    yield "large cmyk jpeg", encode(big.convert("CMYK"), "JPEG")
    yield "large progressive jpeg", encode(big, "JPEG", progressive=True)
    text = PngImagePlugin.PngInfo()
    text.add_text("a", "x" * (3 * side**2), zip=True)
    yield "png with much packed text", encode(Image.new("RGB", (4, 4)), "PNG", pnginfo=text)
    packed = chunk(b"iCCP", b"icc\0\0" + zlib.compress(b"\0" * (6 * side**2), 9))
    plain = encode(Image.new("RGB", (4, 4)), "PNG")
    yield "png with a packed profile", plain[:33] + packed + plain[33:]
    frames = [Image.new("L", (side // 2, side // 2), i) for i in range(40)]
    yield "gif of many frames", encode(frames[0], "GIF", save_all=True, append_images=frames[1:])
    yield "webp of many frames", encode(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    yield "apng of many frames", encode(frames[0], "PNG", save_all=True, append_images=frames[1:])
    scans = encode(
        Image.fromarray(np.arange(48, dtype=np.uint8).reshape(4, 4, 3)), "JPEG", progressive=True
    )
    scan = scans[scans.index(b"\xff\xda") : -2]
    yield "jpeg of 1000 scans", scans[:-2] + scan * 1000 + scans[-2:]
    yield "21 MB of jpeg", small + b"\0" * 21_000_000


def wrong_types():
    """Bytes of something else, some of them under a picture's first bytes."""
    pixels = Image.new("RGB", (8, 8), "red")
    for format_ in (
        "BMP",
        "TIFF",
        "ICO",
        "PPM",
        "TGA",
        "PCX",
        "SGI",
        "PDF",
        "EPS",
        "JPEG2000",
        "DDS",
    ):
        yield f"a {format_} file", encode(pixels, format_)
    texts = {
        "nothing": b"",
        "one zero": b"\0",
        "html": b"<!DOCTYPE html><html>404</html>",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='9' height='9'/></svg>",
        "svg with entities": b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg>&b;&b;</svg>",
        "json": b'{"error": "not found"}',
        "zip": b"PK\x03\x04" + b"\0" * 40,
        "elf": b"\x7fELF" + b"\0" * 60,
        "gzip": b"\x1f\x8b\x08" + b"\0" * 40,
        "script": b"#!/bin/sh\nexit 1\n",
        "xpm": b"/* XPM */\nstatic char *a[] = {",
        "pickle": b"\x80\x04\x95\x00",
        "mp4": b"\0\0\0\x18ftypmp42" + b"\0" * 40,
        "avif": b"\0\0\0\x1cftypavif" + b"\0" * 40,
        "zeros": b"\0" * 100_000,
        "ones": b"\xff" * 100_000,
        "fits": b"SIMPLE  =                    T" + b" " * 3000,
    }
    yield from texts.items()
    for name, start in {
        "png": PNG,
        "jpeg": b"\xff\xd8\xff\xe0",
        "gif": b"GIF89a",
        "webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    }.items():
        yield f"only the start of a {name}", start
        yield f"the start of a {name}, then text", start + b"hello" * 200
        yield f"the start of a {name}, then zeros", start + b"\0" * 5000


def polyglots():
    """Pictures that are also something else: what is a picture is read as one."""
    picture = encode(Image.new("RGB", (30, 40), "green"), "PNG")
    jpeg = encode(Image.new("RGB", (30, 40), "green"), "JPEG")
    gif = encode(Image.new("RGB", (30, 40), "green"), "GIF")
    for name, whole in {"png": picture, "jpeg": jpeg, "gif": gif}.items():
        for other, tail in {
            "zip": b"PK\x03\x04",
            "script": b"<script>alert(1)</script>",
            "pdf": b"%PDF-1.4",
        }.items():
            yield f"{name} and then a {other}", whole + tail * 50
            yield f"{other} and then a {name}", tail + whole
    yield "gif that is a script", b"GIF89a/*" + b"\0" * 8 + b"*/=1;alert(1)"
    yield "two jpegs", jpeg + jpeg


def odd_pictures():
    """Pictures that are fine, and unlike a poster."""
    rng = np.random.default_rng(1)
    noise = Image.fromarray(rng.integers(0, 256, (40, 30, 3), dtype=np.uint8))
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield (
            f"png of mode {mode}",
            encode(
                noise.convert("L").convert(mode) if mode == "I;16" else noise.convert(mode), "PNG"
            ),
        )
    for mode in ("L", "RGB", "CMYK", "YCbCr"):
        yield f"jpeg of mode {mode}", encode(noise.convert(mode), "JPEG")
    for size in [(1, 1), (1, 9_000), (9_000, 1), (2, 3)]:
        yield f"png of {size}", encode(Image.new("RGB", size), "PNG")
    for orientation in range(10):
        exif = Image.Exif()
        exif[0x0112] = orientation
        yield f"jpeg with orientation {orientation}", encode(noise, "JPEG", exif=exif)
    yield "jpeg with broken exif", encode(noise, "JPEG", exif=b"Exif\0\0MM\0*\xff\xff")
    yield "animated gif", encode(noise, "GIF", save_all=True, append_images=[noise.rotate(90)] * 5)
    yield (
        "animated webp",
        encode(noise, "WEBP", save_all=True, append_images=[noise.rotate(90)] * 5),
    )
    yield "animated png", encode(noise, "PNG", save_all=True, append_images=[noise.rotate(90)] * 5)
    yield "transparent png", encode(Image.new("RGBA", (30, 40)), "PNG")
    yield "png of depth 16 in colour", png(4, 4, (b"\0" + b"\x12\x34" * 12) * 4, 16)
    yield "gif without a colour table", b"GIF89a" + struct.pack("<HHBBB", 4, 4, 0, 0, 0) + b";"


def damaged(n):
    """Cut short, or with some bytes changed."""
    rng = np.random.default_rng(2)
    noise = Image.fromarray(rng.integers(0, 256, (120, 90, 3), dtype=np.uint8))
    whole = [encode(noise, f) for f in ("PNG", "JPEG", "WEBP", "GIF")]
    whole.append(encode(noise, "JPEG", progressive=True))
    for number in range(n):
        data = bytearray(whole[number % len(whole)])
        if number % 2:
            yield f"cut short {number}", bytes(data[: rng.integers(1, len(data))])
            continue
        for place in rng.integers(0, len(data), 12):
            data[place] = rng.integers(0, 256)
        yield f"changed {number}", bytes(data)
    yield "zero pixels wide", png(0, 5, b"")
    yield "zero pixels high", png(5, 0, b"")
    yield "zero by zero gif", gif_of(0, 0, b";")
    yield "zero by zero jpeg", jpeg_of(whole[1], 0, 0)
    yield "png of depth 3", png(4, 4, b"\0" * 52, depth=3)
    yield "png of colour 5", png(4, 4, b"\0" * 52, colour=5)
    yield "png with a wrong checksum", whole[0][:40] + b"\0" + whole[0][41:]


def hostile(side, n_damaged):
    """Name and bytes of each file."""
    for files in (bombs(side), wrong_types(), polyglots(), odd_pictures(), damaged(n_damaged)):
        yield from files


@pytest.fixture(scope="session")
def hostile_files():
    return dict(hostile(side=1_200, n_damaged=70))
