"""A sheet of posters on which those that look alike lie near one another."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from vision.decode import Picture

# Width and height of a poster on the sheet, in pixels: large enough to be known by.
CELL = (48, 68)
MOST_CELLS = 1200
# Width over height of the whole sheet, about.
SHAPE = 1.2
_PERPLEXITY = 30.0
_PAPER = 24


@dataclass(frozen=True)
class Grid:
    """So many columns and rows of cells."""

    columns: int
    rows: int

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the sheet."""
        return self.columns * CELL[0], self.rows * CELL[1]


def grid_for(n_posters: int) -> Grid:
    """Return the full grid of about `SHAPE` that leaves out the fewest of so many posters."""
    n = max(1, min(n_posters, MOST_CELLS))
    wanted = (n * SHAPE * CELL[1] / CELL[0]) ** 0.5
    near = [c for c in range(1, n + 1) if abs(c - wanted) <= max(1.0, wanted / 12)] or [n]
    columns = max(near, key=lambda c: (n // c * c, -abs(c - wanted)))
    return Grid(columns, n // columns)


def layout(vectors: NDArray[np.float32], grid: Grid, seed: int) -> NDArray[np.int64]:
    """Give each poster a cell, so that near vectors have near cells.

    Parameters
    ----------
    vectors
        (n, n_dims) float32, rows of length 1; n is the number of cells.
    grid
        The cells.
    seed
        Of t-SNE, which has many answers.

    Returns
    -------
    (n, 2) int64
        Column and row of each poster; each cell once.

    Notes
    -----
    t-SNE (van der Maaten and Hinton 2008) to the plane; each axis is stretched so that it is filled
    evenly; then the assignment of points to cells with the least sum of squared ways.
    """
    from scipy.optimize import linear_sum_assignment

    cells = np.stack(
        np.meshgrid(np.arange(grid.columns), np.arange(grid.rows), indexing="xy"), axis=-1
    ).reshape(-1, 2)
    places = _evenly(_plane(vectors, seed)) * [grid.columns, grid.rows]
    ways = ((places[:, None, :] - (cells + 0.5)) * CELL) ** 2
    _, chosen = linear_sum_assignment(ways.sum(axis=2))
    return np.asarray(cells[chosen], np.int64)


def _plane(vectors: NDArray[np.float32], seed: int) -> NDArray[np.float64]:
    from sklearn.manifold import TSNE

    n = len(vectors)
    if n < 5:  # t-SNE needs neighbours.
        return np.column_stack([np.arange(n), np.zeros(n)])
    perplexity = min(_PERPLEXITY, (n - 1) / 3)
    tsne = TSNE(perplexity=perplexity, init="pca", random_state=seed)
    return np.asarray(tsne.fit_transform(vectors.astype(np.float64)), np.float64)


def _evenly(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each axis by rank, 0 to 1: clusters are drawn apart and gaps are closed."""
    ranks = places.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    return (ranks + 0.5) / len(places)


def draw(grid: Grid, placed: Iterable[tuple[NDArray[np.int64], Picture]]) -> bytes:
    """Draw the sheet.

    Parameters
    ----------
    grid
        The cells.
    placed
        Column and row of each poster and its pixels, (height, width, 3) uint8 RGB.

    Returns
    -------
    bytes
        A PNG file of 256 colours: a third of the bytes, and at this size as good to the eye.
    """
    width, height = grid.pixels
    sheet = np.full((height, width, 3), _PAPER, np.uint8)
    for (column, row), picture in placed:
        top, left = row * CELL[1], column * CELL[0]
        sheet[top : top + CELL[1], left : left + CELL[0]] = _filled(picture)
    buffer = io.BytesIO()
    few_colours = Image.fromarray(sheet).quantize(256, Image.Quantize.FASTOCTREE)
    few_colours.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _filled(picture: Picture) -> Picture:
    """Shrink to a cell; what stands over its shape is cut off evenly, at the top less."""
    height, width = picture.shape[:2]
    scale = max(CELL[0] / width, CELL[1] / height)
    size = (max(CELL[0], round(width * scale)), max(CELL[1], round(height * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    resized = np.asarray(cv2.resize(picture, size, interpolation=how), np.uint8)
    top, left = (size[1] - CELL[1]) // 4, (size[0] - CELL[0]) // 2
    return resized[top : top + CELL[1], left : left + CELL[0]]
