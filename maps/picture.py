"""Maps and the shares of topics as pictures: PNG to look at, SVG to print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from colorsys import hls_to_rgb
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import patheffects
from matplotlib.figure import Figure
from numpy.typing import NDArray

import store
from maps.errors import NothingToMap
from maps.job import PREFIX, SOURCES

FOLDER = "maps"
HEADINGS = {
    "story": "Titles by story",
    "look": "Titles by poster",
    "audience": "Titles by who likes them",
}
INK, PAPER, BAR = "#222222", "#ffffff", "#4c78a8"
NO_TOPIC = (0.79, 0.79, 0.79)
FONT_SIZE = 8.5
# Of a map's side, at that size: how wide a letter is and how high a line.
LETTER_WIDTH, LINE_HEIGHT = 0.0084, 0.017
# A topic is named on the map where at least this many of its titles stand close together.
FEWEST_NAMED = 8
CELLS = 24
DOTS_PER_INCH = 130


def draw(db: store.Database, data_dir: Path) -> Iterator[Path]:
    """Draw each current map and the topics' shares; yield the files that were written.

    Raises
    ------
    NothingToMap
        When there is no map yet.
    """
    current = store.vectors.current_sets(db)
    found = [kind for kind in SOURCES if PREFIX + kind in current]
    if not found:
        raise NothingToMap("there is no map yet: run python -m maps")
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    shares: dict[str, Any] = {}
    for kind in found:
        info = current[PREFIX + kind]
        arrays, facts = store.vectors.load_model(db, info)
        places = store.vectors.load(db, info).vectors
        yield from _saved(map_figure(kind, places, arrays["group"], facts["labels"]), folder / kind)
        shares = facts if facts["labels"] else shares
    if shares:
        yield from _saved(topics_figure(shares["labels"], shares["share"]), folder / "topics")


def map_figure(
    kind: str, places: NDArray[np.float32], groups: NDArray[np.int32], labels: Sequence[str]
) -> Figure:
    """Return a map: a dot for each title in its topic's colour, and the topics' names."""
    figure = Figure(figsize=(11, 11.4), facecolor=PAPER, layout="tight")
    axes = figure.add_subplot()
    colours = _colours(places, groups, len(labels))
    palette = np.array([*colours, NO_TOPIC])
    order = np.argsort(groups >= 0, kind="stable")
    size = float(np.clip(90_000 / max(len(places), 1), 6.0, 60.0))
    axes.scatter(
        places[order, 0], places[order, 1],
        s=size, c=palette[groups[order]], linewidths=0, alpha=0.8, rasterized=True,
    )  # fmt: skip
    named = [(topic, labels[topic].replace(" · ", ", ")) for topic in range(len(labels))]
    for topic, name, (x, y) in _spread(named, _name_places(places, groups, len(labels))):
        axes.text(
            x, y, name, ha="center", va="center", fontsize=FONT_SIZE, weight="bold",
            color=_darker(colours[topic]),
            path_effects=[patheffects.withStroke(linewidth=3.5, foreground=PAPER)],
        )  # fmt: skip
    axes.set(xticks=[], yticks=[], xlim=(-0.04, 1.04), ylim=(-0.02, 1.02), aspect="equal")
    axes.set_title(f"{HEADINGS[kind]}: {len(places):,}", color=INK, fontsize=14)
    for side in axes.spines.values():
        side.set_visible(False)
    return figure


def topics_figure(labels: Sequence[str], shares: Sequence[float]) -> Figure:
    """Return a bar for each topic: its share of all stories, the largest on top."""
    order = np.argsort(shares, kind="stable")
    figure = Figure(figsize=(9, 1.2 + 0.27 * len(labels)), facecolor=PAPER, layout="tight")
    axes = figure.add_subplot()
    percent = 100 * np.asarray(shares)[order]
    names = [labels[topic].replace(" · ", ", ") for topic in order]
    bars = axes.barh(names, percent, color=BAR)
    axes.bar_label(bars, fmt="%.1f", padding=3, color=INK, fontsize=8)
    axes.set_xlabel("% of what all synopses tell", color=INK)
    axes.set_title("Topics", color=INK, fontsize=14)
    axes.margins(x=0.08, y=0.01)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(left=False, labelsize=8.5, colors=INK)
    return figure


def _colours(
    places: NDArray[np.float32], groups: NDArray[np.int32], n_topics: int
) -> list[tuple[float, float, float]]:
    """A colour for each topic: around the map the hues go round, so that regions show.

    Topics in order of the direction in which their titles lie have hues in equal steps; every
    second one is darker, so that neighbours can be told apart.
    """
    middles = np.array(
        [
            np.median(places[groups == topic], axis=0) if (groups == topic).any() else [0.5, 0.5]
            for topic in range(n_topics)
        ]
    ).reshape(n_topics, 2)
    centre = places.mean(axis=0)
    turns = np.argsort(np.arctan2(middles[:, 1] - centre[1], middles[:, 0] - centre[0]))
    found = [(0.0, 0.0, 0.0)] * n_topics
    for place, topic in enumerate(turns.tolist()):
        found[topic] = hls_to_rgb(place / n_topics, 0.42 if place % 2 else 0.58, 0.62)
    return found


def _darker(colour: tuple[float, float, float]) -> tuple[float, ...]:
    return tuple(0.55 * part for part in colour)


def _name_places(
    places: NDArray[np.float32], groups: NDArray[np.int32], n_topics: int
) -> dict[int, tuple[float, float]]:
    """Where each topic is named: in the cell that is most its own; none where it has no such.

    A cell is a topic's own by how many of its titles stand there, times their share of the cell.
    """
    cells = np.minimum((places * CELLS).astype(int), CELLS - 1) @ np.array([CELLS, 1])
    in_all = np.bincount(cells, minlength=CELLS * CELLS)
    found = {}
    for topic in range(n_topics):
        own = np.bincount(cells[groups == topic], minlength=CELLS * CELLS)
        best = int((own**2 / np.maximum(in_all, 1)).argmax())
        if own[best] < min(FEWEST_NAMED, max(2, len(places) // 100)):
            continue
        x, y = np.median(places[(groups == topic) & (cells == best)], axis=0)
        found[topic] = (float(x), float(y))
    return found


def _spread(
    named: Sequence[tuple[int, str]], where: dict[int, tuple[float, float]]
) -> Iterator[tuple[int, str, tuple[float, float]]]:
    """Move names up or down a little until none covers another; leave out one that cannot."""
    taken: list[tuple[float, float, float]] = []
    for topic, name in named:
        if topic not in where:
            continue
        x, y = where[topic]
        half = 0.5 * len(name) * LETTER_WIDTH
        for step in (0, 1, -1, 2, -2, 3, -3):
            moved = y + step * LINE_HEIGHT
            if all(abs(x - tx) > half + th or abs(moved - ty) >= LINE_HEIGHT
                   for tx, ty, th in taken):  # fmt: skip
                taken.append((x, moved, half))
                yield topic, name, (x, moved)
                break


def _saved(figure: Figure, path: Path) -> Iterator[Path]:
    for suffix in (".png", ".svg"):
        file = path.with_suffix(suffix)
        figure.savefig(file, dpi=DOTS_PER_INCH, metadata={"Date": None} if suffix == ".svg" else {})
        yield file
