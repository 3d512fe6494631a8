"""Poster motifs that are places: mountains, sea, woods, city, castle, field, space, rain."""

from __future__ import annotations

from math import pi, sin

from sample.canvas import Canvas, Point
from sample.palettes import Colour, brightness, mixed


def mountains(canvas: Canvas) -> None:
    """Ranges that fade into the distance, under a sun or a moon."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    x, y = float(rng.uniform(0.3, 0.72)), float(rng.uniform(0.26, 0.36))
    canvas.glow(x, y, 0.5, colours.light, 0.55)
    canvas.disc(x, y, float(rng.uniform(0.1, 0.17)), colours.light)
    for step in range(5):
        share = step / 4
        behind = mixed(colours.low, colours.far, 0.35 + 0.65 * min(1, share * 2))
        colour = mixed(behind, colours.deep, max(0.0, share * 1.7 - 0.75))
        canvas.ridge(0.58 + 0.1 * step, 0.2 - 0.02 * step, colour, 0.52)
    _birds(canvas, x, y)


def sea(canvas: Canvas) -> None:
    """Swells in front of a low sun, with its track of light, and a sail."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low, colours.low)
    x = float(rng.uniform(0.35, 0.65))
    canvas.glow(x, 0.47, 0.6, colours.light, 0.6)
    canvas.disc(x, 0.45, 0.2, colours.light)
    canvas.box(0, 0.52, 1, 1, mixed(colours.low, colours.far, 0.55))
    for row in range(16):
        half = 0.19 * (1 - row / 18) * float(rng.uniform(0.5, 1))
        y = 0.53 + row * 0.017
        canvas.box(x - half, y, x + half, y + 0.005, colours.light, 210 - 9 * row)
    side = x + (0.27 if x < 0.5 else -0.27)
    canvas.shape([(side, 0.42), (side, 0.532), (side + 0.075, 0.532)], colours.deep)
    canvas.shape([(side - 0.01, 0.45), (side - 0.01, 0.532), (side - 0.05, 0.532)], colours.deep)
    canvas.shape(
        [(side - 0.07, 0.54), (side + 0.09, 0.54), (side + 0.06, 0.556), (side - 0.05, 0.556)],
        colours.deep,
    )
    for step in range(5):
        colour = mixed(colours.far, colours.deep, step / 4.5)
        phase, length = float(rng.uniform()), 2.4 - 0.3 * step
        canvas.wave(0.65 + 0.075 * step, 0.012 + 0.003 * step, length, phase, colour, 245)


def forest(canvas: Canvas) -> None:
    """Trunks in mist, layer before layer, with small lights between them."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(mixed(colours.top, colours.middle, 0.4), colours.middle, colours.low, colours.middle)
    canvas.glow(0.5, 0.42, 0.75, colours.light, 0.6)
    canvas.disc(0.5, 0.4, 0.13, colours.light, 235)
    for layer in range(4):
        colour = mixed(mixed(colours.low, colours.far, 0.7), colours.deep, layer / 3.2)
        for _ in range(9 - layer):
            x, thick = float(rng.uniform(-0.05, 1.05)), 0.008 + 0.011 * layer
            if layer > 1 and 0.3 < x < 0.7:
                x += 0.35 if x > 0.5 else -0.35
            lean = float(rng.uniform(-0.02, 0.02))
            canvas.shape(
                [(x - thick, 1), (x + thick, 1), (x + lean + thick * 0.7, 0), (x + lean, 0)], colour
            )
        canvas.ridge(0.83 + 0.05 * layer, 0.06, colour, 0.6)
    for _ in range(16):
        x, y = rng.uniform((0.1, 0.5), (0.9, 0.9))
        canvas.glow(float(x), float(y), 0.045, colours.light, 0.9)
        canvas.disc(float(x), float(y), 0.006, colours.light)


def pines(canvas: Canvas) -> None:
    """A hill of firs against snow or evening light, and a tent that glows."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.stars(60, 0.45, colours.light)
    canvas.ridge(0.62, 0.3, mixed(colours.low, colours.far, 0.75), 0.48)
    for layer in range(3):
        colour = mixed(colours.far, colours.deep, 0.35 + 0.32 * layer)
        base = 0.68 + 0.1 * layer
        for n in range(14 - 3 * layer):
            x = (n + float(rng.uniform(0, 0.9))) / (13 - 3 * layer)
            _fir(
                canvas, x, base + 0.02, (0.1 + 0.05 * layer) * float(rng.uniform(0.7, 1.2)), colour
            )
        canvas.ridge(base + 0.04, 0.03, colour, 0.5)
    x = float(rng.uniform(0.3, 0.7))
    canvas.glow(x, 0.8, 0.2, colours.light, 0.85)
    canvas.shape([(x - 0.1, 0.835), (x + 0.1, 0.835), (x, 0.755)], colours.light)
    canvas.shape([(x - 0.025, 0.835), (x + 0.025, 0.835), (x, 0.775)], colours.near)


def city(canvas: Canvas) -> None:
    """A skyline at night: three rows of towers with lit windows under a large moon."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    x = float(rng.uniform(0.25, 0.75))
    canvas.glow(x, 0.33, 0.6, colours.light, 0.45)
    canvas.disc(x, 0.33, 0.21, colours.light)
    for layer in range(3):
        colour = mixed(mixed(colours.low, colours.far, 0.8), colours.deep, layer * 0.46)
        left = -float(rng.uniform(0, 0.1))
        while left < 1:
            right = left + float(rng.uniform(0.07, 0.17))
            roof = 0.52 + 0.09 * layer - float(rng.uniform(0, 0.15))
            canvas.box(left, roof, right - 0.006, 1, colour)
            if rng.random() < 0.35:
                middle = (left + right) / 2
                canvas.line([(middle, roof), (middle, roof - 0.05)], colour, 0.006)
            _windows(canvas, left, roof, right, 60 + 70 * layer)
            left = right


def castle(canvas: Canvas) -> None:
    """Towers with pointed roofs on a hill, before a huge moon."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.stars(45, 0.4, colours.light)
    x = float(rng.uniform(0.4, 0.6))
    canvas.glow(x, 0.4, 0.62, colours.light, 0.5)
    canvas.disc(x, 0.4, 0.3, colours.light)
    canvas.ridge(0.66, 0.12, mixed(colours.low, colours.far, 0.7), 0.5)
    stone, roofs = mixed(colours.near, colours.deep, 0.35), colours.deep
    canvas.shape([(x - 0.5, 0.9), (x - 0.18, 0.64), (x + 0.18, 0.64), (x + 0.55, 0.9)], stone)
    canvas.box(x - 0.17, 0.53, x + 0.17, 0.68, stone)
    heights = (float(roof) for roof in rng.uniform((0.32, 0.42, 0.38), (0.38, 0.5, 0.47)))
    for offset, roof, half in zip((0.0, -0.13, 0.13), heights, (0.05, 0.035, 0.04), strict=True):
        canvas.box(x + offset - half, roof, x + offset + half, 0.66, stone)
        eaves = half + 0.018
        canvas.shape(
            [(x + offset - eaves, roof), (x + offset + eaves, roof), (x + offset, roof - 0.11)],
            roofs,
        )
        canvas.box(x + offset - 0.008, roof + 0.03, x + offset + 0.008, roof + 0.055, colours.light)
    canvas.ridge(0.82, 0.08, mixed(colours.near, colours.deep, 0.6), 0.5)
    canvas.ridge(0.92, 0.07, colours.deep, 0.55)


def field(canvas: Canvas) -> None:
    """A bright hill with a lone tree, large clouds and a path."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    cloud = mixed(colours.low, (255, 255, 255), 0.65)
    for _ in range(4):
        x, y = (float(place) for place in rng.uniform((0.05, 0.12), (0.95, 0.46)))
        for puff in range(6):
            radius = 0.075 * sin(pi * (puff + 0.7) / 6.4)
            canvas.disc(x + 0.06 * (puff - 2.5), y - 0.018 * (puff % 2), radius, cloud, 225)
        canvas.box(x - 0.17, y + 0.008, x + 0.17, y + 0.03, cloud, 225)
    canvas.wave(0.62, 0.025, 0.6, 0.1, mixed(colours.low, colours.far, 0.75), 255)
    canvas.wave(0.7, 0.03, 0.45, float(rng.uniform(0.4, 0.7)), colours.far, 255)
    side = float(rng.choice([0.26, 0.74]))
    canvas.line([(side, 0.5), (side, 0.72)], colours.deep, 0.022)
    for _ in range(13):
        x, y = rng.normal((side, 0.47), (0.065, 0.032))
        canvas.disc(float(x), float(y), 0.062, mixed(colours.near, colours.deep, 0.25))
    canvas.wave(0.79, 0.022, 0.55, float(rng.uniform()), colours.near, 255)
    for _ in range(70):
        x, y = rng.uniform((0, 0.8), (1, 1))
        canvas.disc(float(x), float(y), 0.006, colours.light, 220)


def space(canvas: Canvas) -> None:
    """A banded planet with its ring, a moon, and stars."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.deep, colours.top, colours.middle)
    canvas.stars(150, 1.0, mixed(colours.light, (255, 255, 255), 0.5))
    x, y, radius = float(rng.uniform(0.4, 0.66)), 0.42, float(rng.uniform(0.25, 0.31))
    canvas.glow(x, y, radius * 1.75, colours.low, 0.8)
    tilt = float(rng.uniform(0.13, 0.22))
    for front in (False, True):
        for spread, alpha in ((1.75, 255), (1.62, 140), (1.5, 200)):
            rim = _half_ring(canvas, x, y, spread * radius, tilt, front=front)
            canvas.line(rim, colours.light, 0.009, alpha)
        if not front:
            canvas.sphere(x, y, radius, mixed(colours.low, colours.light, 0.35), colours.deep)
    canvas.sphere(x - 0.36, y - 0.22, 0.055, colours.light, colours.near)


def rain(canvas: Canvas) -> None:
    """A street lamp and an umbrella in slanting rain, mirrored in wet ground."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low, colours.middle)
    for n in range(7):
        left = n / 7 + float(rng.uniform(-0.05, 0.05))
        top = float(rng.uniform(0.2, 0.5))
        canvas.box(left, top, left + 0.13, 0.76, mixed(colours.low, colours.far, 0.7), 150)
    canvas.box(0, 0.76, 1, 1, mixed(colours.near, colours.deep, 0.4))
    lamp = float(rng.choice([0.2, 0.8]))
    canvas.glow(lamp, 0.3, 0.45, colours.light, 0.75)
    canvas.line([(lamp, 0.3), (lamp, 0.8)], colours.deep, 0.012)
    canvas.disc(lamp, 0.295, 0.028, colours.light)
    x = 1.04 - lamp * 0.72 - 0.14
    _umbrella(canvas, x)
    for _ in range(110):
        left, top = (float(place) for place in rng.uniform((-0.1, -0.05), (1.05, 1)))
        end = (left - 0.02, top + 0.055)
        canvas.line([(left, top), end], mixed(colours.low, (255, 255, 255), 0.6), 0.0025, 130)
    for _ in range(9):
        left, y = (float(place) for place in rng.uniform((0.05, 0.8), (0.8, 0.97)))
        canvas.box(left, y, left + 0.14, y + 0.003, colours.light, 90)


def _half_ring(
    canvas: Canvas, x: float, y: float, reach: float, tilt: float, *, front: bool
) -> list[Point]:
    """The half of a planet's ring that passes before it, or the one behind."""
    turn = 0 if front else pi
    angles = [pi * n / 40 + turn for n in range(41)]
    shape = [(reach * _cos(angle), 0.2 * reach * sin(angle)) for angle in angles]
    squash = canvas.width / canvas.height
    return [(x + across, y + (down + across * tilt) * squash) for across, down in shape]


def _umbrella(canvas: Canvas, x: float) -> None:
    colours = canvas.palette
    accent = mixed(colours.light, (220, 40, 60), 0.55)
    for side in (-0.018, 0.018):
        canvas.line([(x + side, 0.72), (x + side, 0.8)], colours.deep, 0.018)
    coat = [(x - 0.032, 0.6), (x + 0.032, 0.6), (x + 0.062, 0.755), (x - 0.062, 0.755)]
    canvas.shape(coat, colours.deep)
    dome = [(x + 0.17 * -_cos(pi * n / 24), 0.585 - 0.105 * sin(pi * n / 24)) for n in range(25)]
    canvas.shape(dome, accent)
    canvas.line([(x, 0.475), (x, 0.58)], colours.deep, 0.006)


def _fir(canvas: Canvas, x: float, base: float, tall: float, colour: Colour) -> None:
    for tier in range(3):
        low = base - tall * 0.26 * tier
        half = tall * (0.34 - 0.08 * tier)
        canvas.shape([(x - half, low), (x + half, low), (x, low - tall * 0.52)], colour)


def _windows(canvas: Canvas, left: float, roof: float, right: float, alpha: int) -> None:
    colours = canvas.palette
    lit = colours.light if brightness(colours.deep) < 0.5 else colours.low
    y = roof + 0.02
    while y < 0.98:
        for n in range(3):
            if canvas.rng.random() < 0.3:
                x = left + 0.014 + n * (right - left - 0.02) / 3
                canvas.box(x, y, x + 0.014, y + 0.012, lit, alpha)
        y += 0.026


def _birds(canvas: Canvas, x: float, y: float) -> None:
    for _ in range(4):
        left, top = (float(p) for p in canvas.rng.normal((x, y + 0.02), (0.14, 0.045)))
        wing = [(left, top), (left + 0.018, top + 0.008), (left + 0.036, top)]
        canvas.line(wing, canvas.palette.deep, 0.005, 200)


def _cos(angle: float) -> float:
    return sin(angle + pi / 2)
