from __future__ import annotations

import numpy as np
import pytest

import store
from maps import job
from maps.errors import NothingToMap


def test_each_set_is_laid_out_with_its_topics(mapped_db):
    lines = list(job.run(mapped_db, seed=1))
    assert lines == [
        "map_story: 12 titles (10 of a topic, 2 of none)",
        "map_look: 12 titles (10 of a topic, 2 of none)",
        "map_audience: there is no set of audience to lay out",
    ]
    info = store.vectors.current_sets(mapped_db)["map_story"]
    current = store.vectors.load(mapped_db, info)
    assert current.ids.tolist() == list(range(10, 130, 10))
    assert current.vectors.shape == (12, 2)
    arrays, facts = store.vectors.load_model(mapped_db, info)
    assert arrays["group"].tolist() == [0, 1] * 5 + [-1, -1]
    assert facts == {"of": "story", "labels": ["fox · den", "boat · sea"], "share": [0.6, 0.4]}


def test_only_what_changed_is_laid_out_again(mapped_db, monkeypatch):
    list(job.run(mapped_db, seed=1))
    made = store.VectorSet(
        "look", np.arange(6), np.eye(6, dtype=np.float32), model="m"
    )  # another set of posters
    store.vectors.publish(mapped_db, made)
    lines = list(job.run(mapped_db, seed=1))
    assert lines[0] == "map_story: nothing changed (12 rows)"
    assert lines[1] == "map_look: 6 titles (0 of a topic, 6 of none)"
    monkeypatch.setattr(job.layout, "lay_out", None)
    assert "nothing changed (6 rows)" in list(job.run(mapped_db, seed=1))[1]


def test_without_topics_no_title_has_a_group(mock_db):
    vectors = np.eye(6, dtype=np.float32)
    store.vectors.publish(mock_db, store.VectorSet("look", np.arange(6), vectors, model="m"))
    assert list(job.run(mock_db, seed=1, kinds=["look"])) == [
        "map_look: 6 titles (0 of a topic, 6 of none)"
    ]


def test_nothing_to_lay_out(mock_db):
    with pytest.raises(NothingToMap, match="run python -m nlp"):
        list(job.run(mock_db, seed=1))
    vectors = np.eye(4, dtype=np.float32)
    store.vectors.publish(mock_db, store.VectorSet("look", np.arange(4), vectors, model="m"))
    with pytest.raises(NothingToMap, match="5 rows or more"):
        list(job.run(mock_db, seed=1))


def test_how_well_known_a_title_is_has_no_place_on_the_map(mock_db, monkeypatch):
    seen = []
    monkeypatch.setattr(
        job.layout, "lay_out", lambda vectors, seed: seen.append(vectors) or vectors
    )
    made = store.VectorSet("story", np.arange(6), np.ones((6, 2), dtype=np.float32), model="m")
    parts = [{"name": "meaning", "start": 0, "end": 1}, {"name": "standing", "start": 1, "end": 2}]
    store.vectors.publish(mock_db, made, facts={"parts": parts})
    list(job.run(mock_db, seed=1, kinds=["story"]))
    assert seen[0].tolist() == [[1, 0]] * 6
