import pytest

from store import anime, posters
from vision.errors import NoPostersError
from vision.evaluate import trials
from vision.recipe import STAND_IN, Recipe

FRANCHISES = {1: 1, 2: 1, 3: 3, 4: 3, 5: 5, 6: 6, 7: 7, 8: 8}


@pytest.fixture
def stocked(mock_db, drawn, to_bytes, poster):
    """Two franchises of two colours; titles 1 and 5, of one colour, share a studio."""
    hues = {1: 0, 2: 3, 3: 130, 4: 133, 5: 6, 6: 90, 7: 170, 8: 200}
    studios = {1: ["North"], 2: ["North"], 5: ["North"]}
    rows = [{"_id": i, "title": str(i), "studios": studios.get(i, [])} for i in hues]
    anime.upsert(mock_db, rows)
    posters.upsert(mock_db, [poster(i, to_bytes(drawn(hue, i))) for i, hue in hues.items()])
    return mock_db


def test_trials_try_every_backbone_and_grouping(stocked):
    with pytest.raises(NoPostersError, match="share a franchise"):
        next(trials(stocked, Recipe(), ["none"]))
    anime.set_franchises(stocked, FRANCHISES)
    tried = {(t.backbone, t.grouping): t.retrieval for t in trials(stocked, Recipe(), ["none"])}
    assert {name for name, _ in tried} >= {"random", "hsv", "mobilenet_v2", STAND_IN}
    assert tried["hsv", "franchise"].reciprocal_rank.tolist() == [1, 1]
    assert tried["hsv", "studio"].hit.tolist() == [1]
    assert len(tried["random", "franchise"].hit) == 2
    assert len(tried["hsv", "season"].hit) == 0
