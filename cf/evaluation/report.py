"""Figures as a table, as Markdown, as JSON and as a picture."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from cf import table as terminal
from cf.evaluation.comparison import Figures

HEADINGS = ("protocol", "titles", "model")


def table(rows: Sequence[Figures]) -> list[str]:
    """Return lines of a table for a terminal; an interval stands behind a mean that has one."""
    return terminal.lines(_cells(rows))


def slice_table(rows: Sequence[Figures]) -> list[str]:
    """Return lines of a table of the slices; none when no row has any."""
    cells = _slice_cells(rows)
    return terminal.lines(cells) if len(cells) > 1 else []


def markdown(rows: Sequence[Figures]) -> str:
    """Return both tables as Markdown."""
    tables = [_cells(rows), _slice_cells(rows)]
    return "\n".join(_markdown(cells) for cells in tables if len(cells) > 1)


def _markdown(cells: list[list[str]]) -> str:
    head, *body = cells
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def as_json(rows: Iterable[Figures], about: dict[str, object]) -> str:
    """Return everything but the single users' values."""
    told = [
        {
            "model": row.model,
            "protocol": row.protocol,
            "titles": row.titles,
            "n": len(next(iter(row.values.values()))),
            "figures": dict(row.means),
            "intervals": {name: list(ends) for name, ends in row.intervals.items()},
            "slices": [[*key, *reached] for key, reached in row.slices.items()],
            "fit_seconds": round(row.seconds, 2),
        }
        for row in rows
    ]
    return json.dumps({**about, "results": told}, indent=1)


def write(folder: Path, rows: Sequence[Figures], about: dict[str, object]) -> list[Path]:
    """Write ``evaluation.json``, ``.md`` and, if matplotlib is installed, ``.png`` to `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / "evaluation.json", folder / "evaluation.md"]
    paths[0].write_text(as_json(rows, about))
    paths[1].write_text(markdown(rows))
    try:
        from cf.evaluation.picture import draw
    except ImportError:
        return paths
    draw(folder / "evaluation.png", rows)
    return [*paths, folder / "evaluation.png"]


def _cells(rows: Sequence[Figures]) -> list[list[str]]:
    names = list(rows[0].means) if rows else []
    lines = [[*HEADINGS, *names]]
    for row in rows:
        figures = [_figure(row, name) for name in names]
        lines.append([row.protocol, row.titles, row.model, *figures])
    return lines


def _slice_cells(rows: Sequence[Figures]) -> list[list[str]]:
    """Return a line for each slice: where, which, over how many, and each model's figure."""
    models = list(dict.fromkeys(row.model for row in rows))
    reached = {
        (row.protocol, *key, row.model): value for row in rows for key, value in row.slices.items()
    }
    lines = [["protocol", "of", "slice", "figure", "n", *models]]
    for place in dict.fromkeys(key[:-1] for key in reached):
        own = [reached.get((*place, model)) for model in models]
        n = next(value[1] for value in own if value is not None)
        lines.append([*place, str(n), *(f"{value[0]:.4f}" if value else "" for value in own)])
    return lines


def _figure(row: Figures, name: str) -> str:
    text = f"{row.means[name]:.4f}"
    if name in row.intervals:
        low, high = row.intervals[name]
        text += f" [{low:.4f}, {high:.4f}]"
    return text
