"""Poster motifs that are things: sword, burst, circle of magic, blood moon, torii, keyhole."""

from __future__ import annotations

from math import cos, pi, sin

from sample.canvas import Canvas, Point
from sample.palettes import mixed


def sword(canvas: Canvas) -> None:
    """A blade across a sun disc, in the manner of a woodcut."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.disc(0.5, 0.38, 0.33, colours.light)
    for n in range(5):
        y = 0.46 + 0.035 * n + float(rng.uniform(-0.008, 0.008))
        canvas.box(0.1, y, 0.9, y + 0.004 + 0.003 * n, mixed(colours.middle, colours.low, 0.5))
    side = float(rng.choice([-1, 1]))

    def across(along: float, off: float) -> tuple[float, float]:
        curve = 0.045 * sin(pi * min(1.0, max(0.0, along)))
        x = 0.12 + 0.76 * along + (off + curve) * 0.6
        return (x if side > 0 else 1 - x, 0.86 - 0.72 * along + (off + curve) * 0.5)

    steps = [0.24 + 0.76 * n / 24 for n in range(25)]
    edge = [across(step, 0.0) for step in steps]
    back = [across(step, 0.036 * (1 - max(0.0, step - 0.9) * 9)) for step in steps]
    canvas.shape([*edge, *reversed(back)], mixed(colours.low, (255, 255, 255), 0.75))
    temper = [across(step, 0.021 + 0.004 * sin(step * 60)) for step in steps]
    canvas.shape([*temper, *reversed(back)], mixed(colours.far, colours.deep, 0.55))
    canvas.line([across(0.0, 0.018), across(0.23, 0.018)], colours.deep, 0.042)
    for n in range(7):
        canvas.disc(*across(0.02 + 0.03 * n, 0.018), 0.009, colours.light)
    canvas.line([across(0.23, -0.05), across(0.23, 0.085)], colours.deep, 0.024)
    canvas.ridge(0.93, 0.07, mixed(colours.near, colours.deep, 0.5), 0.5)


def burst(canvas: Canvas) -> None:
    """Rays of force from one point, an arc of power and flying splinters."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.middle, colours.low)
    x, y, turn = float(rng.uniform(0.36, 0.64)), 0.4, float(rng.uniform())
    tips = canvas.around(x, y, 1.3, 44, turn)
    for n in range(0, 44, 2):
        colour = colours.top if n % 4 else mixed(colours.top, colours.middle, 0.55)
        canvas.shape([(x, y), tips[n], tips[n + 1]], colour, 225)
    canvas.glow(x, y, 0.55, colours.light, 0.95)
    n_spikes = int(rng.integers(11, 20))
    outer = canvas.around(x, y, 0.34, n_spikes, turn)
    inner = canvas.around(x, y, 0.17, n_spikes, turn + 0.5 / n_spikes)
    reach = rng.uniform(0.62, 1.5, n_spikes)
    star: list[Point] = []
    for (a, b), notch, stretch in zip(outer, inner, reach.tolist(), strict=True):
        star += [(x + (a - x) * stretch, y + (b - y) * stretch), notch]
    canvas.shape([(a + 0.02, b + 0.015) for a, b in star], colours.deep, 120)
    canvas.shape(star, mixed(colours.light, (255, 255, 255), 0.35))
    canvas.disc(x, y, 0.12, mixed(colours.low, colours.light, 0.3))
    for _ in range(26):
        angle, far = float(rng.uniform(0, 2 * pi)), float(rng.uniform(0.35, 0.75))
        a, b = x + far * cos(angle), y + far * sin(angle) * 0.707
        chip = canvas.around(a, b, float(rng.uniform(0.012, 0.032)), 3, float(rng.uniform()))
        canvas.shape(chip, colours.deep, 235)
    canvas.ridge(0.9, 0.12, mixed(colours.near, colours.deep, 0.4), 0.68)


def magic(canvas: Canvas) -> None:
    """A circle of magic: rings, a star polygon, orbits and sparks."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    canvas.stars(70, 1.0, colours.light)
    x, y, turn, n_tips = 0.5, 0.41, float(rng.uniform()), int(rng.choice([5, 6, 7, 8]))
    bright = mixed(colours.light, (255, 255, 255), 0.3)
    canvas.glow(x, y, 0.6, colours.light, 0.5)
    for radius, thick in ((0.41, 0.011), (0.385, 0.003), (0.29, 0.006), (0.13, 0.006)):
        canvas.ring(x, y, radius, bright, thick)
    tips = canvas.around(x, y, 0.385, n_tips, turn)
    stride = 2 if n_tips < 7 else 3
    for n in range(n_tips):
        canvas.line([tips[n], tips[(n + stride) % n_tips]], bright, 0.006)
        canvas.disc(*tips[n], 0.035, mixed(colours.near, colours.middle, 0.4))
        canvas.ring(*tips[n], 0.035, bright, 0.006)
        canvas.disc(*tips[n], 0.011, bright)
    outer, inner = canvas.around(x, y, 0.375, 72, turn), canvas.around(x, y, 0.352, 72, turn)
    for n in range(0, 72, 2):
        canvas.line([inner[n], outer[n]], bright, 0.004, 190)
    for a, b in canvas.around(x, y, 0.075, 4, 0.0):
        canvas.shape([(x - 0.016, y), (a, b), (x + 0.016, y)], bright)
        canvas.shape([(x, y - 0.012), (a, b), (x, y + 0.012)], bright)
    canvas.ridge(0.9, 0.09, mixed(colours.near, colours.deep, 0.3), 0.5)
    canvas.ridge(0.96, 0.06, colours.deep, 0.5)


def blood_moon(canvas: Canvas) -> None:
    """A red moon behind bare branches and bats."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    x = float(rng.uniform(0.42, 0.6))
    canvas.glow(x, 0.38, 0.7, colours.light, 0.6)
    canvas.disc(x, 0.38, 0.29, colours.light)
    for _ in range(7):
        a, b = rng.normal((x, 0.38), (0.11, 0.07))
        canvas.disc(float(a), float(b), float(rng.uniform(0.02, 0.055)), colours.low, 70)
    root = float(rng.choice([0.1, 0.9]))
    _branch(canvas, (root, 1.02), -0.25 if root > 0.5 else 0.25, 0.3, 0.05)
    for _ in range(6):
        a, b = (float(place) for place in rng.uniform((0.15, 0.14), (0.85, 0.55)))
        size = float(rng.uniform(0.025, 0.06))
        wing = [
            (-1, -0.3),
            (-0.45, -0.42),
            (-0.14, -0.1),
            (0, -0.22),
            (0.14, -0.1),
            (0.45, -0.42),
            (1, -0.3),
            (0.6, 0.05),
            (0.3, 0.02),
            (0, 0.3),
            (-0.3, 0.02),
            (-0.6, 0.05),
        ]
        canvas.shape([(a + size * u, b + size * v * 0.8) for u, v in wing], colours.deep)
    canvas.ridge(0.94, 0.08, colours.deep, 0.62)


def torii(canvas: Canvas) -> None:
    """A shrine gate in still water, mirrored."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(colours.top, colours.middle, colours.low)
    x = float(rng.uniform(0.35, 0.65))
    canvas.glow(x, 0.36, 0.5, colours.light, 0.5)
    canvas.disc(x, 0.36, 0.14, mixed(colours.light, (255, 255, 255), 0.25))
    canvas.ridge(0.645, 0.16, mixed(colours.low, colours.far, 0.75), 0.5)
    canvas.box(0, 0.645, 1, 1, mixed(colours.middle, colours.near, 0.55))
    _gate(canvas, flip=-1, alpha=105)
    _gate(canvas, flip=1, alpha=255)
    ripple = mixed(colours.low, colours.light, 0.3)
    for _ in range(26):
        left, down = (float(place) for place in rng.uniform((0, 0.67), (0.85, 0.99)))
        canvas.box(left, down, left + 0.12, down + 0.003, ripple, 110)


def _gate(canvas: Canvas, *, flip: int, alpha: int) -> None:
    """Two posts and two beams on the water line; `flip` of -1 is the reflection."""
    red, roof = mixed((205, 52, 38), canvas.palette.light, 0.12), canvas.palette.deep
    parts = [
        ([(0.27, 0), (0.31, 0), (0.304, 0.27), (0.276, 0.27)], red),
        ([(0.69, 0), (0.73, 0), (0.724, 0.27), (0.696, 0.27)], red),
        ([(0.2, 0.2), (0.8, 0.2), (0.8, 0.22), (0.2, 0.22)], red),
        ([(0.13, 0.315), (0.5, 0.285), (0.87, 0.315), (0.85, 0.275), (0.5, 0.25), (0.15, 0.275)],
         red),
        ([(0.11, 0.335), (0.5, 0.3), (0.89, 0.335), (0.875, 0.31), (0.5, 0.28), (0.125, 0.31)],
         roof),
    ]  # fmt: skip
    for points, colour in parts:
        canvas.shape([(x, 0.66 - flip * height) for x, height in points], colour, alpha)


def keyhole(canvas: Canvas) -> None:
    """Light through a keyhole, and somebody in it."""
    colours, rng = canvas.palette, canvas.rng
    canvas.sky(mixed(colours.deep, colours.near, 0.6), colours.deep)
    for n in range(0, 20, 2):
        canvas.box(n / 20, 0, (n + 1) / 20, 1, colours.near, 40)
    canvas.glow(0.5, 0.4, 0.75, colours.light, 0.4)
    lit = mixed(colours.light, (255, 255, 255), 0.2)
    canvas.disc(0.5, 0.33, 0.215, lit)
    canvas.shape([(0.42, 0.38), (0.58, 0.38), (0.7, 0.76), (0.3, 0.76)], lit)
    lean = float(rng.uniform(-0.03, 0.03))
    canvas.shape(
        [(0.43, 0.76), (0.452, 0.55), (0.5 + lean, 0.5), (0.548, 0.55), (0.57, 0.76)], colours.deep
    )
    canvas.disc(0.5 + lean, 0.475, 0.047, colours.deep)
    canvas.box(0.43 + lean, 0.452, 0.57 + lean, 0.459, colours.deep)
    canvas.box(0.46 + lean, 0.42, 0.54 + lean, 0.455, colours.deep)
    canvas.shape([(0.3, 0.76), (0.7, 0.76), (1.0, 1.0), (0.0, 1.0)], lit, 70)
    canvas.shape([(0.43, 0.76), (0.57, 0.76), (0.66, 1.0), (0.38, 1.0)], colours.deep, 190)


def _branch(
    canvas: Canvas, root: tuple[float, float], lean: float, length: float, thick: float
) -> None:
    """Draw a bare limb, and thinner ones from its end."""
    tip = (root[0] + length * lean, root[1] - length)
    canvas.line([root, tip], canvas.palette.deep, thick)
    if thick < 0.006:
        return
    for turn in (-0.55, 0.15, 0.6):
        grown = length * float(canvas.rng.uniform(0.55, 0.75))
        _branch(canvas, tip, lean + turn + float(canvas.rng.uniform(-0.2, 0.2)), grown, thick * 0.5)
