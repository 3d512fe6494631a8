"""A drawing surface in fractions: 0 to 1 across, 0 to 1 down, radii in widths."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import cos, pi, sin

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from sample.palettes import Colour, Palette

Point = tuple[float, float]


class Canvas:
    """An RGB picture with a palette and a source of chance, drawn larger than it is shown.

    Parameters
    ----------
    width, height
        Size in pixels.
    palette
        Colours the motifs draw with.
    rng
        Decides what varies; the same seed draws the same picture.
    """

    def __init__(self, width: int, height: int, palette: Palette, rng: np.random.Generator) -> None:
        self.width, self.height, self.palette, self.rng = width, height, palette, rng
        self.image = Image.new("RGB", (width, height), palette.deep)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    def sky(self, *stops: Colour) -> None:
        """Fill with colours that melt into one another from top to bottom."""
        places = np.linspace(0, 1, len(stops))
        down = np.linspace(0, 1, self.height)
        column = np.stack(
            [np.interp(down, places, [stop[part] for stop in stops]) for part in range(3)], axis=1
        )
        strip = Image.fromarray(column.round().astype(np.uint8)[:, None, :])
        self.image.paste(strip.resize((self.width, self.height)))

    def shade(self, colour: Colour, start: float, end: float, strength: float = 1.0) -> None:
        """Let a colour grow from nothing at height `start` to `strength` at `end`."""
        down = np.linspace(0, 1, self.height)
        alpha = np.clip((down - start) / (end - start), 0, 1) ** 1.2 * strength
        mask = Image.fromarray((alpha * 255).astype(np.uint8)[:, None])
        self.image.paste(colour, (0, 0), mask.resize((self.width, self.height)))

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        """Lay soft light round a point."""
        size = max(2, round(2 * radius * self.width))
        mask = Image.fromarray((_falloff() * 255 * strength).astype(np.uint8)).resize((size, size))
        corner = round(x * self.width - size / 2), round(y * self.height - size / 2)
        self.image.paste(colour, corner, mask)

    def disc(self, x: float, y: float, radius: float, colour: Colour, alpha: int = 255) -> None:
        """Fill a circle."""
        self.pen.ellipse(self._box(x, y, radius), fill=(*colour, alpha))

    def sphere(self, x: float, y: float, radius: float, lit: Colour, dark: Colour) -> None:
        """Fill a circle that light falls on from the upper left, with faint bands."""
        size = max(4, round(2 * radius * self.width))
        steps = np.linspace(-1, 1, size)
        across, down = steps[None, :], steps[:, None]
        depth = np.sqrt(np.clip(1 - across**2 - down**2, 0, 1))
        bands = 0.05 * np.sin(9 * (down + 0.25 * across) + 3 * down**2)
        light = np.clip(0.62 * depth - 0.5 * across - 0.5 * down + bands, 0.04, 1)[..., None]
        pixels = (np.array(dark) + light * (np.array(lit) - np.array(dark))).astype(np.uint8)
        edge = np.clip((1 - np.hypot(across, down)) * size / 2, 0, 1) * 255
        corner = round(x * self.width - size / 2), round(y * self.height - size / 2)
        self.image.paste(Image.fromarray(pixels), corner, Image.fromarray(edge.astype(np.uint8)))

    def ring(
        self, x: float, y: float, radius: float, colour: Colour, thick: float, alpha: int = 255
    ) -> None:
        """Outline a circle; `thick` in widths."""
        pixels = max(1, round(thick * self.width))
        self.pen.ellipse(self._box(x, y, radius), outline=(*colour, alpha), width=pixels)

    def shape(self, points: Sequence[Point], colour: Colour, alpha: int = 255) -> None:
        """Fill a polygon."""
        pixels = [(x * self.width, y * self.height) for x, y in points]
        self.pen.polygon(pixels, fill=(*colour, alpha))

    def line(self, points: Sequence[Point], colour: Colour, thick: float, alpha: int = 255) -> None:
        """Draw a line through points; `thick` in widths."""
        pixels = [(x * self.width, y * self.height) for x, y in points]
        thickness = max(1, round(thick * self.width))
        self.pen.line(pixels, fill=(*colour, alpha), width=thickness, joint="curve")

    def box(
        self, left: float, top: float, right: float, low: float, colour: Colour, alpha: int = 255
    ) -> None:
        """Fill an upright rectangle."""
        corners = (left * self.width, top * self.height, right * self.width, low * self.height)
        self.pen.rectangle(corners, fill=(*colour, alpha))

    def around(
        self, x: float, y: float, radius: float, n_points: int, turn: float = 0.0
    ) -> list[Point]:
        """Points evenly spaced on a circle, the first straight up, turned by `turn` circles."""
        squash = self.width / self.height
        angles = [2 * pi * (n / n_points + turn) for n in range(n_points)]
        return [(x + radius * sin(a), y - radius * squash * cos(a)) for a in angles]

    def ridge(self, base: float, height: float, colour: Colour, rough: float = 0.55) -> None:
        """Fill everything below a mountain line that rises up to `height` above `base`."""
        heights = _mountain(self.rng, rough)
        across = np.linspace(0, 1, len(heights))
        line = [(float(x), base - height * float(h)) for x, h in zip(across, heights, strict=True)]
        self.shape([(0.0, 1.01), *line, (1.0, 1.01)], colour)

    def wave(
        self, base: float, height: float, length: float, phase: float, colour: Colour, alpha: int
    ) -> None:
        """Fill everything below a smooth swell; `length` is waves across the picture."""
        across = np.linspace(0, 1, 90)
        swell = np.sin(2 * pi * (length * across + phase)) + 0.4 * np.sin(
            2 * pi * (2.3 * length * across + 2 * phase)
        )
        line = [(float(x), base + height * float(s)) for x, s in zip(across, swell, strict=True)]
        self.shape([(0.0, 1.01), *line, (1.0, 1.01)], colour, alpha)

    def stars(self, count: int, lowest: float, colour: Colour) -> None:
        """Scatter small stars above height `lowest`, a few of them bright."""
        places = self.rng.uniform((0, 0), (1, lowest), (count, 2))
        for n, (x, y) in enumerate(places):
            size = 0.0055 if n % 9 == 0 else float(self.rng.uniform(0.0016, 0.003))
            self.disc(float(x), float(y), size, colour, 255 if n % 9 == 0 else 170)

    def _box(self, x: float, y: float, radius: float) -> tuple[float, float, float, float]:
        centre_x, centre_y, pixels = x * self.width, y * self.height, radius * self.width
        return centre_x - pixels, centre_y - pixels, centre_x + pixels, centre_y + pixels


def _mountain(rng: np.random.Generator, rough: float) -> NDArray[np.float64]:
    """Heights (129,) in 0..1 by midpoint displacement."""
    heights = rng.uniform(0, 1, 3)
    scale = 0.5
    while len(heights) < 129:
        middles = (heights[1:] + heights[:-1]) / 2 + rng.uniform(-scale, scale, len(heights) - 1)
        merged = np.empty(len(heights) + len(middles))
        merged[::2], merged[1::2] = heights, middles
        heights, scale = merged, scale * rough
    lowest, highest = heights.min(), heights.max()
    return np.asarray((heights - lowest) / (highest - lowest))


@lru_cache(maxsize=1)
def _falloff(size: int = 96) -> NDArray[np.float64]:
    """Light (size, size) that is 1 in the middle and 0 from the edge on."""
    steps = np.linspace(-1, 1, size)
    distance = np.hypot(steps[:, None], steps[None, :])
    return np.asarray(np.clip(1 - distance, 0, 1) ** 2)
