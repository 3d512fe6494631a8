from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from maps import job, picture
from maps.errors import NothingToMap


def test_pictures_are_files_that_open(mapped_db, tmp_path):
    list(job.run(mapped_db, seed=1))
    files = list(picture.draw(mapped_db, tmp_path))
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        "maps/story.png", "maps/story.svg", "maps/look.png", "maps/look.svg",
        "maps/topics.png", "maps/topics.svg",
    ]  # fmt: skip
    with Image.open(files[0]) as shown:
        assert min(shown.size) > 1000
    assert "<svg" in files[1].read_text(encoding="utf-8")


def test_nothing_to_draw(mock_db, tmp_path):
    with pytest.raises(NothingToMap, match="run python -m maps"):
        list(picture.draw(mock_db, tmp_path))


def test_a_topic_is_named_where_most_of_its_titles_stand():
    near = np.full((20, 2), 0.51, dtype=np.float32)
    places = np.vstack([near, [[0.9, 0.9]], [[0.1, 0.1]]]).astype(np.float32)
    groups = np.array([0] * 21 + [1], dtype=np.int32)
    figure = picture.map_figure("story", places, groups, ["fox · den", "boat · sea"])
    (named,) = figure.axes[0].texts
    assert named.get_text() == "fox, den"
    assert named.get_position() == pytest.approx((0.51, 0.51), abs=1e-5)


def test_bars_stand_by_share():
    figure = picture.topics_figure(["a · b", "c · d", "e · f"], [0.2, 0.5, 0.3])
    axes = figure.axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a, b", "e, f", "c, d"]
    assert [bar.get_width() for bar in axes.patches] == pytest.approx([20, 30, 50])


def test_names_do_not_cover_each_other():
    rng = np.random.default_rng(1)
    places = rng.normal(0.5, 0.002, (60, 2)).astype(np.float32)
    groups = np.repeat(np.arange(3), 20).astype(np.int32)
    figure = picture.map_figure("look", places, groups, ["fox · den", "boat · sea", "moon · owl"])
    heights = sorted(text.get_position()[1] for text in figure.axes[0].texts)
    assert len(heights) == 3
    assert min(np.diff(heights)) >= picture.LINE_HEIGHT - 0.005
    colours = {text.get_color() for text in figure.axes[0].texts}
    assert len(colours) == 3
