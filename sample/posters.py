"""Draws the poster of a title: a motif and a palette by what it is about, and its name in type.

Titles of one franchise share motif, palette and layout; the id of each varies light and detail.
Everything follows from the catalogue, so the same title always gets the same bytes.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sample import motifs, palettes
from sample.canvas import Canvas
from sample.catalogue import Title
from sample.palettes import Colour, Palette, brightness, mixed

WIDTH, HEIGHT = 225, 318
_SCALE = 2
_WIDE, _TALL = WIDTH * _SCALE, HEIGHT * _SCALE
_MARGIN = 32
_QUALITY = 85
_REPLACED = str.maketrans(
    {"½": "1/2", "\u00d7": "x", "★": " ", "☆": " ", "△": "", "\u2013": "-", "—": "-"}
)
# Type above each size may take so many lines; smaller type may take more.
_MOST_LINES = ((50, 2), (30, 3), (24, 4), (0, 6))

Rng = np.random.Generator


def draw(title: Title, head: Title) -> bytes:
    """Draw the poster of a title.

    Parameters
    ----------
    title
        Whose name is on the poster.
    head
        The franchise's first title (perhaps the same), which decides motif, palette and layout.

    Returns
    -------
    bytes
        A JPEG of 225 x 318 pixels.
    """
    family = np.random.default_rng(head.anime_id)
    own = np.random.default_rng(title.anime_id)
    palette = palettes.choose(head.tags, family)
    motif = motifs.choose(head.tags, f"{head.title} {head.synopsis}", family)
    layout = _LAYOUTS[int(family.integers(len(_LAYOUTS)))]
    tone = float(family.uniform(-0.03, 0.03)), float(family.uniform(-0.06, 0.06))
    if title is not head:
        tone = tone[0] + float(own.uniform(-0.025, 0.025)), float(own.uniform(-0.12, 0.1))
    palette = palettes.shifted(palette, *tone)
    picture = layout(title, motifs.MOTIFS[motif], palette, own)
    return _jpeg(picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), own)


def _foot(title: Title, paint: motifs.Motif, palette: Palette, rng: Rng) -> Image.Image:
    """Picture to every edge; the name on the dark at its foot."""
    lines, font = _fitted(printable(title.title), _WIDE - 2 * _MARGIN, largest=76)
    height = len(lines) * _leading(font)
    art = Canvas(_WIDE, _TALL - round(height * 0.6), palette, rng)
    paint(art)
    canvas = Canvas(_WIDE, _TALL, palette, rng)
    canvas.image.paste(art.image, (0, 0))
    canvas.shade(palette.deep, 1 - (height + 230) / _TALL, 1 - height * 0.4 / _TALL, 0.94)
    ink = _ink(palette.deep, palette)
    _write(canvas.pen, lines, font, _TALL - _MARGIN - 34 - height, ink)
    _caption(canvas.pen, title, _TALL - _MARGIN - 14, mixed(ink, palette.deep, 0.25))
    return canvas.image


def _head(title: Title, paint: motifs.Motif, palette: Palette, rng: Rng) -> Image.Image:
    """The name on a band of colour, the picture below it to the edges."""
    ground = palette.light if brightness(palette.top) < 0.3 else palette.deep
    ink = palette.deep if brightness(ground) > 0.5 else (252, 248, 238)
    lines, font = _fitted(printable(title.title), _WIDE - 2 * _MARGIN, largest=76)
    band = len(lines) * _leading(font) + 74
    art = Canvas(_WIDE, _TALL - band, palette, rng)
    paint(art)
    sheet = Image.new("RGB", (_WIDE, _TALL), ground)
    sheet.paste(art.image, (0, band))
    pen = ImageDraw.Draw(sheet, "RGBA")
    _caption(pen, title, 20, mixed(ink, ground, 0.3))
    _write(pen, lines, font, 46, ink)
    return sheet


def _sheet(title: Title, paint: motifs.Motif, palette: Palette, rng: Rng) -> Image.Image:
    """The picture set into a sheet of paper, the name printed below it."""
    paper = mixed((246, 241, 230), palette.low, 0.16)
    lines, font = _fitted(printable(title.title), _WIDE - 2 * _MARGIN, largest=62)
    art = Canvas(_WIDE - 44, _TALL - 100 - len(lines) * _leading(font), palette, rng)
    paint(art)
    sheet = Image.new("RGB", (_WIDE, _TALL), paper)
    sheet.paste(art.image, (22, 22))
    pen = ImageDraw.Draw(sheet, "RGBA")
    ink = palette.deep if brightness(palette.deep) < 0.4 else (30, 26, 30)
    _write(pen, lines, font, 22 + art.height + 16, ink, left=22)
    _caption(pen, title, _TALL - 44, mixed(ink, paper, 0.35), left=22)
    return sheet


_LAYOUTS = (_foot, _head, _sheet, _foot)


def printable(name: str) -> str:
    """The name in the letters that the bundled font has."""
    plain = unicodedata.normalize("NFKD", name.translate(_REPLACED))
    return " ".join(plain.encode("ascii", "ignore").decode().split())


def _fitted(name: str, width: int, largest: int) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Wrap the name in the largest type that needs few lines; the longest word decides too."""
    for size in range(largest, 19, -2):
        font = _font(size)
        lines = _wrapped(name, font, width)
        widest = max(font.getlength(line) for line in lines)
        allowed = next(count for above, count in _MOST_LINES if size > above)
        if widest <= width and len(lines) <= allowed:
            break
    return lines, font


def _wrapped(name: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in name.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width and not lines[-1].endswith(":"):
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _write(
    pen: ImageDraw.ImageDraw,
    lines: list[str],
    font: ImageFont.FreeTypeFont,
    top: float,
    ink: Colour,
    left: int = _MARGIN,
) -> None:
    for number, line in enumerate(lines):
        at = left, top + number * _leading(font)
        pen.text(at, line, fill=ink, font=font, stroke_width=1, stroke_fill=ink)


def _caption(
    pen: ImageDraw.ImageDraw, title: Title, top: float, ink: Colour, left: int = _MARGIN
) -> None:
    """Year at the left, studio at the right, in small spaced capitals, as a colophon."""
    font = _font(17)
    pen.text((left, top), str(title.year or title.type), fill=ink, font=font)
    if title.studios:
        studio = printable(title.studios[0]).upper()
        pen.text((_WIDE - left - font.getlength(studio), top), studio, fill=ink, font=font)


def _leading(font: ImageFont.FreeTypeFont) -> int:
    return round(font.size * 1.08)


def _ink(ground: Colour, palette: Palette) -> Colour:
    return (252, 248, 238) if brightness(ground) < 0.55 else palette.deep


@lru_cache(maxsize=40)
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size=size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise TypeError("Pillow without FreeType has no scalable font; install a full Pillow")
    return font


@lru_cache(maxsize=1)
def _grain() -> NDArray[np.int16]:
    """Fine noise (2 * 318, 2 * 225) int16, the tooth of printed paper."""
    noise = np.random.default_rng(7).normal(0, 3.4, (HEIGHT * 2, WIDTH * 2))
    return noise.round().astype(np.int16)


def _jpeg(picture: Image.Image, rng: np.random.Generator) -> bytes:
    down, across = (int(start) for start in rng.integers((HEIGHT, WIDTH)))
    grain = _grain()[down : down + HEIGHT, across : across + WIDTH, None]
    pixels = np.clip(np.asarray(picture, dtype=np.int16) + grain, 0, 255).astype(np.uint8)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()
