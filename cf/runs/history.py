"""What each epoch of a training left: a table and its picture."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

History = Sequence[Mapping[str, float]]


def write(folder: Path, history: History) -> list[Path]:
    """Write ``history.csv`` and ``loss.png``; nothing where no epoch was told of."""
    if not history:
        return []
    table, picture = folder / "history.csv", folder / "loss.png"
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(history[0]))
        writer.writeheader()
        writer.writerows(history)
    from matplotlib.figure import Figure  # takes a second, which other commands do not need

    axes = (figure := Figure(figsize=(7, 4.5))).subplots()
    for name in history[0]:
        if name not in {"lr", "iteration", "epoch"}:
            axes.plot([row[name] for row in history], label=name)
    axes.set(xlabel="epoch", yscale="log", title="what each epoch left")
    axes.legend()
    figure.savefig(picture, dpi=120)
    return [table, picture]
