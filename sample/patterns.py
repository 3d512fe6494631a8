"""Poster motifs that are patterns and plain forms: grid, confetti, road, bowl."""

from __future__ import annotations

from math import cos, pi, sin

from sample.canvas import Canvas
from sample.palettes import Colour, mixed


def grid(canvas: Canvas) -> None:
    """A plane of light that runs to the horizon, under a striped sun."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low, colours.deep)
    canvas.stars(60, 0.4, colours.light)
    sun = mixed(colours.low, (255, 220, 120), 0.45)
    canvas.glow(0.5, 0.42, 0.65, sun, 0.55)
    canvas.disc(0.5, 0.42, 0.27, sun)
    for n in range(6):
        y = 0.42 + 0.03 * n
        canvas.box(0.2, y, 0.8, y + 0.004 + 0.0022 * n, mixed(colours.middle, colours.low, 0.5))
    canvas.ridge(0.585, 0.08, colours.near, 0.6)
    canvas.box(0, 0.58, 1, 1, colours.deep)
    for n in range(-14, 15):
        canvas.line([(0.5 + 0.045 * n, 0.58), (0.5 + 0.27 * n, 1.0)], colours.light, 0.004, 190)
    for n in range(11):
        y = 0.58 + 0.42 * (n / 10) ** 2.1
        canvas.line([(0, y), (1, y)], colours.light, 0.003 + 0.0004 * n, 190)
    left = float(rng.uniform(0.2, 0.65))
    canvas.box(left, 0.2, left + 0.16, 0.203, colours.light)


def confetti(canvas: Canvas) -> None:
    """Circles, arcs and bars set out like a playful exercise in form."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.middle, colours.middle)
    paints = [colours.top, colours.low, colours.light, colours.near, colours.far]
    n_columns = 4
    cell = 1 / n_columns
    tall = cell * canvas.width / canvas.height
    for row in range(6):
        for column in range(n_columns):
            x, y = column * cell, row * tall
            back, front = (paints[n] for n in rng.choice(len(paints), 2, replace=False))
            canvas.box(x, y, x + cell, y + tall, back)
            _tile(canvas, int(rng.integers(6)), x, y, tall, front)


def road(canvas: Canvas) -> None:
    """A road to the vanishing point with lines of speed."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.glow(0.5, 0.5, 0.6, colours.light, 0.7)
    canvas.disc(0.5, 0.47, 0.17, colours.light)
    canvas.ridge(0.55, 0.13, mixed(colours.low, colours.far, 0.8), 0.55)
    canvas.box(0, 0.54, 1, 1, mixed(colours.near, colours.far, 0.35))
    canvas.shape([(0.485, 0.54), (0.515, 0.54), (1.15, 1), (-0.15, 1)], colours.deep)
    for n in range(6):
        start, end = (n / 6) ** 2, ((n + 0.5) / 6) ** 2
        wide = 0.004 + 0.035 * start
        far, near = 0.55 + 0.46 * start, 0.55 + 0.46 * end
        dash = [(0.5 - wide * 0.7, far), (0.5 + wide * 0.7, far), (0.5 + wide, near)]
        canvas.shape([*dash, (0.5 - wide, near)], colours.light)
    for _ in range(30):
        angle, far = float(rng.uniform(pi * 0.98, pi * 2.02)), float(rng.uniform(0.3, 0.7))
        reach = far + float(rng.uniform(0.08, 0.3))
        canvas.line(
            [
                (0.5 + far * cos(angle), 0.5 + far * sin(angle) * 0.707),
                (0.5 + reach * cos(angle), 0.5 + reach * sin(angle) * 0.707),
            ],
            colours.light,
            0.004,
            140,
        )


def bowl(canvas: Canvas) -> None:
    """A steaming bowl with chopsticks on a table."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.disc(0.5, 0.46, 0.4, mixed(colours.low, colours.light, 0.55), 180)
    for n in range(3):
        x, phase = 0.36 + 0.14 * n, float(rng.uniform(0, 6))
        steam = [(x + 0.022 * sin(k / 3 + phase), 0.44 - 0.011 * k) for k in range(22)]
        canvas.line(steam, (255, 255, 255), 0.016, 170)
    canvas.line([(0.62, 0.5), (0.9, 0.27)], colours.deep, 0.014)
    canvas.line([(0.66, 0.51), (0.95, 0.31)], colours.deep, 0.014)
    half = [(0.5 - 0.33 * cos(pi * n / 30), 0.5 + 0.235 * sin(pi * n / 30)) for n in range(31)]
    canvas.shape(half, mixed(colours.near, colours.deep, 0.25))
    canvas.pen.ellipse(
        (0.17 * canvas.width, 0.475 * canvas.height, 0.83 * canvas.width, 0.525 * canvas.height),
        fill=colours.light,
    )
    for n in range(5):
        canvas.disc(0.28 + 0.11 * n, 0.5, 0.028, mixed(colours.low, colours.top, n / 5))
    canvas.box(0.4, 0.73, 0.6, 0.75, colours.deep)
    for n in range(9):
        canvas.ring(0.22 + 0.07 * n, 0.585, 0.022, colours.low, 0.004, 150)
    canvas.box(0, 0.75, 1, 1, mixed(colours.near, colours.deep, 0.55))


def _tile(canvas: Canvas, form: int, x: float, y: float, tall: float, colour: Colour) -> None:
    wide = tall * canvas.height / canvas.width
    corner = (x * canvas.width, y * canvas.height)
    size = wide * canvas.width
    if form == 0:
        canvas.disc(x + wide / 2, y + tall / 2, wide * 0.38, colour)
    elif form == 1:
        canvas.shape([(x, y + tall), (x + wide, y), (x + wide, y + tall)], colour)
    elif form == 2:
        box = (corner[0], corner[1], corner[0] + 2 * size, corner[1] + 2 * size)
        canvas.pen.pieslice(box, 180, 270, fill=colour)
    elif form == 3:
        box = (corner[0] - size, corner[1] - size, corner[0] + size, corner[1] + size)
        canvas.pen.pieslice(box, 0, 90, fill=colour)
    elif form == 4:
        for n in range(3):
            canvas.box(x, y + tall * (2 * n) / 6, x + wide, y + tall * (2 * n + 1) / 6, colour)
    else:
        canvas.ring(x + wide / 2, y + tall / 2, wide * 0.4, colour, wide * 0.14)
