"""The figures of an evaluation as bars with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from cf.evaluation.comparison import Figures


def draw(path: Path, rows: Sequence[Figures]) -> None:
    """Draw the first figure of each row, one panel a protocol and kind of titles."""
    panels = list(dict.fromkeys((row.protocol, row.titles) for row in rows))
    name = next(iter(rows[0].intervals))
    picture = Figure(figsize=(4.0 * len(panels), 3.0), layout="constrained")
    for place, panel in enumerate(panels, 1):
        own = [row for row in rows if (row.protocol, row.titles) == panel]
        axes = picture.add_subplot(1, len(panels), place)
        means = [row.means[name] for row in own]
        low = [row.means[name] - row.intervals[name][0] for row in own]
        high = [row.intervals[name][1] - row.means[name] for row in own]
        axes.barh([row.model for row in own], means, xerr=[low, high], color="#4477aa")
        axes.invert_yaxis()
        axes.set_title(f"{name}, {', '.join(panel)}", fontsize=9)
    picture.savefig(path, dpi=120)
