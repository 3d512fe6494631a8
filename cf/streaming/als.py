"""Implicit ALS over blocks on disk: in memory are the factors and one block."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from cf.interactions import as_preferences, compact
from cf.models.als import AlsSettings, ImplicitAls
from cf.models.als_solver import START_ROUNDS, solve_users
from cf.models.contract import Watch, unwatched
from cf.models.subspace import afforded
from cf.streaming.blocks import N_BLOCKS, Blocks, deal

TARGET = np.dtype([("item", "<i4"), ("user", "<i4"), ("target", "<f4")])


def fit(
    blocks: Blocks, settings: AlsSettings, watch: Watch = unwatched
) -> tuple[ImplicitAls, NDArray[np.float32]]:
    """Return the fitted model and the users' factors, (n_users, n_factors), block by block.

    The steps are those of `cf.models.als_solver.fit`, so that the factors are too, up to rounding.
    """
    n_users = _write_by_item(blocks, settings)
    items = _first_items(blocks, settings)
    users = np.zeros((n_users, items.shape[1]), dtype=np.float32)
    for iteration in range(1, settings.iterations + 1):
        _solve_users(blocks, items, users, settings)
        items = _solve_items(blocks, users, settings)
        watch("als", iteration, settings.iterations)
    _solve_users(blocks, items, users, settings)
    model = ImplicitAls()
    model.settings = settings
    return model.restore({"item_factors": items}), users


def _write_by_item(blocks: Blocks, settings: AlsSettings) -> int:
    """Write the targets a second time, the rows of a title together; return the users' number."""
    for path in blocks.folder.glob("*.items"):
        path.unlink()
    start = 0
    for block in blocks:
        told = as_preferences(block.scores, settings.slope).tocoo()
        rows = np.empty(told.nnz, dtype=TARGET)
        rows["item"], rows["user"], rows["target"] = told.col, told.row + start, told.data
        deal(rows, rows["item"] % N_BLOCKS, blocks.folder, ".items")
        start += len(block.user_ids)
    return start


def _first_items(blocks: Blocks, settings: AlsSettings) -> NDArray[np.float32]:
    def apply(Z: NDArray[np.float32]) -> NDArray[np.float32]:
        total = np.zeros_like(Z)
        for block in blocks:
            told = as_preferences(block.scores, settings.slope)
            total += told.T @ (told @ Z)
        return total

    return afforded(apply, len(blocks.item_ids), settings, START_ROUNDS)


def _solve_users(
    blocks: Blocks, items: NDArray[np.float32], users: NDArray[np.float32], settings: AlsSettings
) -> None:
    start = 0
    for block in blocks:
        stop = start + len(block.user_ids)
        told = as_preferences(block.scores, settings.slope)
        users[start:stop] = solve_users(told, items, settings)
        start = stop


def _solve_items(
    blocks: Blocks, users: NDArray[np.float32], settings: AlsSettings
) -> NDArray[np.float32]:
    items = np.zeros((len(blocks.item_ids), users.shape[1]), dtype=np.float32)
    for path in sorted(blocks.folder.glob("*.items")):
        rows = np.fromfile(path, dtype=TARGET)
        own, place = compact(rows["item"])
        shape = len(own), len(users)
        told = sparse.csr_matrix((rows["target"], (place, rows["user"])), shape=shape)
        items[own] = solve_users(told, users, settings)
    return items
