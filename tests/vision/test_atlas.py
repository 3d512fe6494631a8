import numpy as np
import pytest

from ranking.similarity import normalize_rows
from vision.atlas import CELL, MOST_CELLS, Grid, draw, grid_for, layout
from vision.decode import decode


@pytest.mark.parametrize("n", [1, 2, 3, 7, 100, 1200, 50_000])
def test_grids_are_full_and_bounded(n):
    grid = grid_for(n)
    cells = grid.columns * grid.rows
    assert 0.75 * min(n, MOST_CELLS) < cells <= min(n, MOST_CELLS)
    assert max(grid.pixels) < 2400
    if n >= 100:
        assert 1.0 < grid.pixels[0] / grid.pixels[1] < 1.5


def test_each_poster_has_a_cell_and_clusters_stay_together(rng):
    grid = Grid(8, 6)
    centres = np.repeat(np.eye(4, 16) * 5, 12, axis=0)
    vectors = normalize_rows((centres + rng.normal(size=(48, 16)) / 4).astype(np.float32))
    cells = layout(vectors, grid, seed=1)
    assert len({tuple(cell) for cell in cells.tolist()}) == 48
    assert cells.min() == 0
    assert cells.max(axis=0).tolist() == [7, 5]
    ways = np.abs(cells[:, None] - cells).sum(axis=2)
    same = np.arange(48)[:, None] // 12 == np.arange(48) // 12
    assert ways[same].mean() < ways[~same].mean() / 1.5
    assert np.array_equal(layout(vectors, grid, seed=1), cells)


@pytest.mark.parametrize("n", [1, 2, 4])
def test_few_posters_stand_in_a_row(n):
    cells = layout(np.eye(n, dtype=np.float32), Grid(n, 1), seed=1)
    assert sorted(cells[:, 0].tolist()) == list(range(n))


def test_the_sheet_shows_each_poster_in_its_cell():
    red, blue = (np.full((318, 225, 3), c, np.uint8) for c in ((250, 0, 0), (0, 0, 250)))
    wide = np.full((60, 400, 3), (0, 250, 0), np.uint8)
    placed = [(np.array(cell), p) for cell, p in [((0, 0), red), ((1, 0), blue), ((0, 1), wide)]]
    sheet = decode(draw(Grid(2, 2), placed))
    assert sheet.shape == (2 * CELL[1], 2 * CELL[0], 3)
    for (column, row), picture in placed:
        cell = sheet[row * CELL[1] : (row + 1) * CELL[1], column * CELL[0] : (column + 1) * CELL[0]]
        assert np.abs(cell.astype(int) - picture[0, 0]).max() < 16
    assert sheet[CELL[1] :, CELL[0] :].max() < 40
