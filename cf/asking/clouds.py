"""Word clouds of what a member prefers, as PNG and SVG."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wordcloud import WordCloud  # type: ignore[import-untyped]  # has no types

WIDTH, HEIGHT = 600, 350


def svg(counts: Mapping[str, int], seed: int = 1) -> str:
    """Return a cloud as SVG, words as large as they are frequent; "" for no words."""
    return str(_cloud(counts, seed).to_svg()) if counts else ""


def draw(folder: Path, name: str, counts: Mapping[str, int], seed: int = 1) -> list[Path]:
    """Write ``NAME.png`` and ``NAME.svg`` to a folder; no words, no files."""
    if not counts:
        return []
    folder.mkdir(parents=True, exist_ok=True)
    png_path, svg_path = folder / f"{name}.png", folder / f"{name}.svg"
    cloud = _cloud(counts, seed)
    cloud.to_file(str(png_path))
    svg_path.write_text(cloud.to_svg(), encoding="utf-8")
    return [png_path, svg_path]


def _cloud(counts: Mapping[str, int], seed: int) -> WordCloud:
    return WordCloud(
        width=WIDTH, height=HEIGHT, prefer_horizontal=0.85, background_color="white",
        colormap="viridis", random_state=seed,
    ).generate_from_frequencies(dict(counts))  # fmt: skip
