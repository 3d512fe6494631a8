"""Poster motifs that are signs: sakura, gears, clock, eye, court, staves, sword, rays and more."""

from __future__ import annotations

from math import cos, pi, sin

from sample.canvas import Canvas, Point
from sample.palettes import Colour, mixed


def sakura(canvas: Canvas) -> None:
    """A cherry branch across the sky, blossoms on it and petals in the wind."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.disc(0.5, 0.4, 0.27, mixed(colours.low, (255, 255, 255), 0.5), 200)
    flip = float(rng.choice([0, 1]))
    tips: list[Point] = []
    for start, end, thick in (
        ((-0.05, 0.1), (0.62, 0.34), 0.026),
        ((0.2, 0.19), (0.72, 0.14), 0.014),
        ((0.38, 0.26), (0.6, 0.52), 0.012),
        ((0.1, 0.15), (0.28, 0.42), 0.011),
    ):
        points = [
            (
                start[0] + (end[0] - start[0]) * n / 8,
                start[1] + (end[1] - start[1]) * n / 8 + 0.012 * sin(n * 1.9),
            )
            for n in range(9)
        ]
        points = [(abs(flip - x), y) for x, y in points]
        canvas.line(points, colours.deep, thick)
        tips += points[3:]
    for x, y in tips * 2:
        left, top = rng.normal((x, y), (0.035, 0.022))
        size, turn = float(rng.uniform(0.017, 0.036)), float(rng.uniform())
        _blossom(canvas, float(left), float(top), size, turn)
    canvas.ridge(0.9, 0.05, mixed(colours.far, colours.near, 0.6), 0.45)
    for _ in range(34):
        x, y = rng.uniform((0, 0.2), (1, 0.98))
        _petal(canvas, float(x), float(y), float(rng.uniform(0.009, 0.018)), float(rng.uniform()))


def window(canvas: Canvas) -> None:
    """A classroom window with sky behind it, curtain, and light on the desks."""
    colours, rng = canvas.palette, canvas.rng
    wall = mixed(colours.near, colours.deep, 0.55)
    canvas.sky(colours.top, colours.middle, colours.low, colours.low)
    canvas.glow(float(rng.uniform(0.3, 0.7)), 0.3, 0.5, (255, 255, 255), 0.5)
    cloud = mixed(colours.low, (255, 255, 255), 0.55)
    for _ in range(3):
        x, y = (float(place) for place in rng.uniform((0.15, 0.2), (0.8, 0.5)))
        for puff in range(4):
            canvas.disc(x + 0.05 * puff, y - 0.012 * (puff % 2), 0.045, cloud)
    canvas.ridge(0.6, 0.07, mixed(colours.low, colours.far, 0.8), 0.45)
    for left, top, right, low in (
        (0, 0, 1, 0.08),
        (0, 0, 0.07, 1),
        (0.93, 0, 1, 1),
        (0, 0.63, 1, 1),
    ):
        canvas.box(left, top, right, low, wall)
    for x in (0.34, 0.645):
        canvas.box(x, 0, x + 0.018, 0.66, wall)
    canvas.box(0, 0.26, 1, 0.272, wall)
    canvas.box(0.03, 0.625, 0.97, 0.65, mixed(wall, colours.low, 0.25))
    for n in range(3):
        left = 0.1 + 0.3 * n
        beam = [(left, 0.66), (left + 0.24, 0.66), (left + 0.1, 1), (left - 0.2, 1)]
        canvas.shape(beam, colours.light, 42)
    side = float(rng.choice([0.0, 1.0]))
    folds = [(0.0, 0.0), (0.24, 0.0), (0.2, 0.2), (0.15, 0.4), (0.2, 0.62), (0.0, 0.64)]
    canvas.shape(
        [(abs(side - x), y) for x, y in folds], mixed(colours.low, (255, 255, 255), 0.6), 225
    )
    for desk in (0.12, 0.58):
        canvas.box(desk, 0.8, desk + 0.32, 0.822, colours.deep)
        canvas.box(desk + 0.03, 0.82, desk + 0.045, 1, colours.deep)
        canvas.box(desk + 0.275, 0.82, desk + 0.29, 1, colours.deep)


def robot(canvas: Canvas) -> None:
    """The head of a machine, lit from one side, in front of turning gears."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    for x, y, radius in ((0.2, 0.2, 0.24), (0.84, 0.42, 0.19), (0.14, 0.62, 0.15)):
        gear(canvas, x, y, radius, mixed(colours.middle, colours.far, 0.75), float(rng.uniform()))
    dark, plate = colours.deep, mixed(colours.near, colours.far, 0.3)
    canvas.shape([(0.02, 1), (0.14, 0.76), (0.36, 0.7), (0.64, 0.7), (0.86, 0.76), (0.98, 1)], dark)
    canvas.shape(
        [
            (0.3, 0.44),
            (0.36, 0.33),
            (0.64, 0.33),
            (0.7, 0.44),
            (0.68, 0.62),
            (0.58, 0.73),
            (0.42, 0.73),
            (0.32, 0.62),
        ],
        dark,
    )
    canvas.shape(
        [(0.5, 0.35), (0.63, 0.35), (0.68, 0.44), (0.66, 0.61), (0.57, 0.71), (0.5, 0.71)], plate
    )
    for side in (-1, 1):
        horn = [(0.5 + side * 0.03, 0.38), (0.5 + side * 0.3, 0.2), (0.5 + side * 0.1, 0.4)]
        canvas.shape(horn, mixed(colours.light, colours.low, 0.25))
        canvas.box(0.5 + side * 0.235 - 0.03, 0.47, 0.5 + side * 0.235 + 0.03, 0.6, dark)
    canvas.glow(0.5, 0.495, 0.26, colours.light, 0.7)
    for side in (-1, 1):
        eye = [
            (0.5 + side * 0.03, 0.505),
            (0.5 + side * 0.15, 0.47),
            (0.5 + side * 0.14, 0.51),
            (0.5 + side * 0.04, 0.53),
        ]
        canvas.shape(eye, mixed(colours.light, (255, 255, 255), 0.35))
    canvas.shape([(0.5, 0.33), (0.54, 0.4), (0.5, 0.45), (0.46, 0.4)], colours.light)
    for n in range(3):
        canvas.box(0.45, 0.615 + 0.025 * n, 0.55, 0.625 + 0.025 * n, colours.light, 120)


def gear(canvas: Canvas, x: float, y: float, radius: float, colour: Colour, turn: float) -> None:
    """A toothed wheel with a hole."""
    n_teeth = max(10, round(radius * 70))
    rim: list[Point] = []
    for n in range(n_teeth):
        for step, reach in ((0.0, 1.0), (0.35, 1.0), (0.5, 0.86), (0.85, 0.86)):
            rim += canvas.around(x, y, radius * reach, 1, turn + (n + step) / n_teeth)
    canvas.shape(rim, colour)
    canvas.disc(x, y, radius * 0.58, canvas.palette.middle, 150)
    canvas.disc(x, y, radius * 0.2, colour)
    for end in canvas.around(x, y, radius * 0.7, 5, turn):
        canvas.line([(x, y), end], colour, radius * 0.09)


def clock(canvas: Canvas) -> None:
    """A dial whose rings run out over the edge, with two hands and a trail of moments."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    x, y, turn = 0.5, 0.42, float(rng.uniform())
    canvas.glow(x, y, 0.62, colours.light, 0.3)
    for n in range(5):
        canvas.ring(x, y, 0.44 + 0.11 * n, colours.light, 0.004, 150 - 26 * n)
    canvas.disc(x, y, 0.37, mixed(colours.near, colours.deep, 0.3))
    canvas.ring(x, y, 0.37, colours.light, 0.014)
    canvas.ring(x, y, 0.335, colours.light, 0.003, 170)
    outer, inner = canvas.around(x, y, 0.325, 60), canvas.around(x, y, 0.3, 60)
    deeper = canvas.around(x, y, 0.265, 60)
    for n in range(60):
        start = deeper[n] if n % 5 == 0 else inner[n]
        canvas.line([start, outer[n]], colours.light, 0.011 if n % 5 == 0 else 0.003)
    for reach, thick, more in ((0.19, 0.02, 0.0), (0.27, 0.012, 0.31)):
        end = canvas.around(x, y, reach, 1, turn + more)[0]
        canvas.line([(x, y), end], mixed(colours.light, (255, 255, 255), 0.4), thick)
    canvas.line([(x, y), canvas.around(x, y, 0.3, 1, turn + 0.6)[0]], colours.low, 0.005)
    canvas.disc(x, y, 0.022, colours.light)
    gear(canvas, 0.86, 0.8, 0.15, mixed(colours.near, colours.deep, 0.2), turn)


def eye(canvas: Canvas) -> None:
    """One eye that looks at the reader, with rings for an iris and radiating lines."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    x, y = 0.5, float(rng.uniform(0.38, 0.45))
    for n, end in enumerate(canvas.around(x, y, 1.2, 72)):
        canvas.line([(x, y), end], colours.near, 0.0025, 110 if n % 2 else 50)
    lids = [(x + 0.44 * -cos(pi * n / 30), y - 0.165 * sin(pi * n / 30)) for n in range(31)]
    lids += [(x + 0.44 * cos(pi * n / 30), y + 0.15 * sin(pi * n / 30)) for n in range(31)]
    canvas.shape([(a * 1.07 - x * 0.07, b * 1.07 - y * 0.07) for a, b in lids], colours.deep)
    canvas.shape(lids, mixed(colours.low, (255, 255, 255), 0.72))
    depth = mixed(colours.light, colours.deep, 0.35)
    iris = (colours.deep, colours.light, colours.near, depth, colours.deep)
    for radius, colour in zip((0.198, 0.183, 0.135, 0.122, 0.078), iris, strict=True):
        canvas.disc(x, y, radius, colour)
    outer, inner = canvas.around(x, y, 0.18, 48), canvas.around(x, y, 0.138, 48)
    for a, b in zip(inner, outer, strict=True):
        canvas.line([a, b], colours.deep, 0.003, 120)
    canvas.disc(x - 0.055, y - 0.045, 0.034, (255, 255, 255))


def staves(canvas: Canvas) -> None:
    """Five lines that swing across the sheet like a melody, with notes on them."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.disc(0.72, 0.24, 0.33, mixed(colours.middle, colours.light, 0.65), 190)
    phase = float(rng.uniform(0, 0.6))

    def height(x: float, line: float) -> float:
        return 0.44 + 0.085 * sin(2 * pi * (x * 0.9 + phase)) + line * (0.033 + 0.02 * x)

    for line in range(5):
        points = [(n / 50, height(n / 50, line - 2)) for n in range(51)]
        canvas.line(points, colours.deep, 0.007, 230)
    for n in range(6):
        x, place = 0.1 + 0.155 * n, float(rng.integers(-2, 3))
        y = height(x, place)
        colour = colours.light if n % 3 == 1 else colours.deep
        _note(canvas, x, y, 0.04, colour, joined=n % 3 == 0)
    canvas.wave(0.84, 0.02, 1.2, phase, mixed(colours.far, colours.near, 0.4), 255)
    canvas.wave(0.9, 0.02, 1.0, phase + 0.4, colours.deep, 255)


def court(canvas: Canvas) -> None:
    """Court lines seen from above, and the ball with its path."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.middle, colours.low)
    tilt = float(rng.choice([-0.16, 0.16]))
    floor = mixed(colours.far, colours.near, 0.25)
    canvas.shape([(-0.2, 0.3 + tilt), (1.2, 0.3 - tilt), (1.2, 1.3), (-0.2, 1.3)], floor)
    white = mixed(colours.low, (255, 255, 255), 0.75)
    for y in (0.36, 0.66, 0.84):
        canvas.line([(-0.1, y + tilt), (1.1, y - tilt)], white, 0.011)
    canvas.line([(0.5 - tilt, 0.36), (0.5 + tilt * 2.2, 1.1)], white, 0.011)
    canvas.ring(0.5, 0.66, 0.17, white, 0.011)
    x, y = 0.5 + tilt * 1.5, 0.3
    path = [(x - tilt * 3 * n / 12, y + 0.5 * (n / 12) ** 2) for n in range(13)]
    for n, (a, b) in enumerate(path):
        canvas.disc(a, b, 0.13 - 0.009 * n, colours.light, 60 - 4 * n)
    canvas.disc(x + 0.02, y + 0.02, 0.17, colours.deep, 70)
    canvas.disc(x, y, 0.17, colours.light)
    for seam in _seams(float(rng.uniform(0, 2 * pi))):
        spots = [(x + 0.17 * a, y + 0.17 * b * canvas.width / canvas.height) for a, b in seam]
        canvas.line(spots, colours.deep, 0.008)


def _seams(turn: float) -> list[list[Point]]:
    """Four lines of a basketball on a circle of radius 1, turned by an angle."""
    steps = [0.075 * n - 0.75 for n in range(21)]
    seams = [[(step / 0.76, 0.0) for step in steps], [(0.0, step / 0.76) for step in steps]]
    seams += [[(step, side * (0.38 + 0.5 * step**2)) for step in steps] for side in (-1, 1)]
    return [
        [(a * cos(turn) - b * sin(turn), a * sin(turn) + b * cos(turn)) for a, b in seam]
        for seam in seams
    ]


def _note(canvas: Canvas, x: float, y: float, size: float, colour: Colour, *, joined: bool) -> None:
    canvas.disc(x, y, size * 0.62, colour)
    stem = (x + size * 0.52, y - size * 2.3)
    canvas.line([(x + size * 0.52, y), stem], colour, 0.009)
    if joined:
        canvas.disc(x + size * 2.2, y + 0.012, size * 0.62, colour)
        second = (x + size * 2.72, y + 0.012 - size * 2.3)
        canvas.line([(x + size * 2.72, y + 0.012), second], colour, 0.009)
        canvas.line([stem, second], colour, 0.02)
    else:
        flag = [
            stem,
            (stem[0] + size, stem[1] + 0.03),
            (stem[0] + size * 0.9, stem[1] + 0.055),
            (stem[0], stem[1] + 0.03),
        ]
        canvas.shape(flag, colour)


def _blossom(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    light = canvas.palette.light
    tint = mixed(light, (255, 255, 255), float(canvas.rng.uniform(0.2, 0.7)))
    for left, top in canvas.around(x, y, size * 0.62, 5, turn):
        canvas.disc(left, top, size * 0.5, tint, 235)
    canvas.disc(x, y, size * 0.2, light)


def _petal(canvas: Canvas, x: float, y: float, size: float, turn: float) -> None:
    tip, left, tail, right = canvas.around(x, y, size, 4, turn)
    inward = [
        (left[0] * 0.6 + x * 0.4, left[1] * 0.6 + y * 0.4),
        (right[0] * 0.6 + x * 0.4, right[1] * 0.6 + y * 0.4),
    ]
    tint = mixed(canvas.palette.light, (255, 255, 255), 0.35)
    canvas.shape([tip, inward[0], tail, inward[1]], tint, 230)
