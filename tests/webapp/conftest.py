"""A made-up catalogue in which the right answers can be seen.

Three worlds: mysteries (1, 2, 3, 30), machines in space (10, 11, 60), quiet days (20, 21). Their
story and audience vectors point along three axes. 40 is for adults, 50 has no facts at all.
"""

from __future__ import annotations

import dataclasses
import hashlib
import threading
from datetime import UTC, datetime

import mongomock
import numpy as np
import pytest
from pymongo.errors import OperationFailure
from werkzeug.serving import make_server

import store
from cf import models
from webapp import create_app
from webapp.importing.members import MemberLists

MYSTERY, SPACE, CALM = np.eye(3)
WORLDS = {
    1: MYSTERY, 2: MYSTERY + 0.1 * CALM, 3: MYSTERY + 0.2 * SPACE, 30: MYSTERY + 0.3 * CALM,
    10: SPACE, 11: SPACE + 0.1 * MYSTERY, 60: SPACE + 0.2 * CALM,
    20: CALM, 21: CALM + 0.1 * MYSTERY, 40: CALM + 0.2 * SPACE,
}  # fmt: skip
PNG = b"\x89PNG\r\n\x1a\n" + b"made up"


def _title(anime_id, title, members, **facts):
    return {
        "_id": anime_id,
        "title": title,
        "members": members,
        "crawled_at": datetime(2024, 5, 1, tzinfo=UTC),
        **facts,
    }


def _related(relation, anime_id):
    return {"relation": relation, "anime_id": anime_id, "title": None}


DOCUMENTS = [
    _title(
        1, "Chouchin no Ie", 900_000, title_english="Paper Lanterns", title_japanese="提灯の家",
        synonyms=["House of Lanterns"], type="TV", episodes=12, aired_from="2001-04-03",
        season="Spring 2001", score=8.5, scored_by=50_000, genres=["Mystery", "Drama"], minutes=24,
        synopsis="A <b>lamp maker</b> looks for her brother.",
        score_votes=[1, 0, 0, 0, 0, 0, 2, 3, 4, 10],
        related=[_related("Sequel", 2), _related("Side Story", 3)], studios=["Kite Works"],
        openings=["Lamps by The Wicks"], recommendations=[{"anime_id": 30, "votes": 4}],
    ),
    _title(
        2, "Chouchin no Ie 2nd Season", 500_000, type="TV", episodes=12, aired_from="2003-04-03",
        score=8.8, scored_by=30_000, genres=["Mystery", "Drama"], related=[_related("Prequel", 1)],
    ),
    _title(
        3, "Chouchin no Ie Movie", 90_000, type="Movie", episodes=1, aired_from="2002-07",
        score=7.5, scored_by=9_000, genres=["Mystery"], related=[_related("Parent Story", 1)],
    ),
    _title(
        10, "Tetsu no Hoshi", 800_000, title_english="Iron Comet", type="TV", episodes=26,
        aired_from="1995", score=8.1, scored_by=70_000, genres=["Action", "Sci-Fi"],
        related=[_related("Sequel", 11)],
    ),
    _title(
        11, "Tetsu no Hoshi: Return", 200_000, type="TV", episodes=26, aired_from="1999",
        score=8.2, scored_by=20_000, genres=["Action", "Sci-Fi"], related=[_related("Prequel", 10)],
    ),
    _title(
        20, "Hiru no Ocha", 300_000, title_english="Tea at Noon", type="TV", episodes=12,
        aired_from="2012", score=7.9, scored_by=20_000, genres=["Slice of Life"],
    ),
    _title(
        21, "Yuugata no Ocha", 60_000, title_english="Tea at Dusk", type="OVA", episodes=2,
        aired_from="2014", score=7.2, scored_by=3_000, genres=["Slice of Life"],
    ),
    _title(
        30, "Shio no Tantei", 150_000, title_english="Salt Detective", type="TV", episodes=24,
        aired_from="2008", score=8.0, scored_by=12_000, genres=["Mystery"],
    ),
    _title(
        40, "Himitsu no Niwa", 40_000, type="OVA", episodes=1, aired_from="2010", score=6.5,
        scored_by=5_000, genres=["Hentai"], rating="Rx - Hentai",
    ),
    _title(50, "Nanika", 0),
    _title(
        60, "Hoshi no Watashibune", 110_000, title_english="Star Ferry", type="Movie", episodes=1,
        aired_from="1988", score=7.7, scored_by=8_000, genres=["Sci-Fi"],
    ),
]  # fmt: skip
TOPICS = {
    "topics": [
        {"label": "murder and lamps", "words": ["murder", "lamp"], "share": 0.4},
        {"label": "ships in space", "words": ["ship", "star"], "share": 0.3},
        {"label": "quiet tea", "words": ["tea", "shop"], "share": 0.3},
    ],
    "keywords": {
        "1": ["lamp", "brother", "murder"], "30": ["salt", "murder"], "10": ["comet", "ship"],
        "60": ["ship", "ferry"], "20": ["tea"], "21": ["tea", "evening"],
    },
}  # fmt: skip


def publish(db, kind, ids, vectors, facts=None, arrays=None):
    rows = np.asarray(vectors, dtype=np.float32)
    made = store.VectorSet(kind, np.array(ids), rows, f"made-up {kind}")
    return store.vectors.publish(db, made, facts=facts, arrays=arrays)


def poster(anime_id, image=PNG):
    digest = hashlib.sha256(image).hexdigest()
    when = datetime(2024, 5, 1, tzinfo=UTC)
    return store.Poster(anime_id, image, digest, 225, 318, "http://mal.test/p", None, when)


def fill(db):
    """Store the titles, three posters and the four kinds of vectors."""
    store.anime.upsert(db, DOCUMENTS)
    store.anime.set_franchises(db, {1: 1, 2: 1, 3: 1, 10: 10, 11: 10})
    store.posters.upsert(db, [poster(1), poster(10), poster(20, b"not a picture")])
    vectors = np.array(list(WORLDS.values()))
    model = models.make("als", unobserved=0.1, regularization=0.01, slope=0.2)
    model.restore({"item_factors": vectors.astype(np.float32)})
    publish(db, "story", list(WORLDS), vectors)
    publish(db, "audience", list(WORLDS), vectors, model.facts(), model.arrays)
    publish(db, "topics", list(WORLDS), vectors / vectors.sum(axis=1, keepdims=True), TOPICS)
    # The look knows three titles only: 1 and 60 are alike in it, 20 is not.
    publish(db, "look", [1, 60, 20], [[1, 0], [0.9, 0.1], [0, 1]])


@pytest.fixture
def publish_set():
    return publish


@pytest.fixture
def fill_world():
    return fill


@pytest.fixture(autouse=True)
def no_change_streams(monkeypatch):
    """The mock has none, as a server that is no replica set."""

    def watch(*args, **kwargs):
        raise OperationFailure("The $changeStream stage is only supported on replica sets", 40573)

    monkeypatch.setattr(mongomock.Collection, "watch", watch, raising=False)


@pytest.fixture
def world(mock_db):
    """The made-up catalogue in a mocked database."""
    fill(mock_db)
    return mock_db


@pytest.fixture
def quiet(settings):
    """Settings of a site that loads at the first request and looks no further."""
    return dataclasses.replace(settings, vector_poll_seconds=0, api_requests_per_minute=0)


@pytest.fixture
def app(quiet, world):
    return create_app(quiet, world)


@pytest.fixture
def judged(world, publish_set):
    """The made-up catalogue with 40's poster stored, 1's judged to show sex, and an atlas.

    The atlas is three cells wide and two high, from before 1 was judged: 1, 10, 60 and below them
    20, a title that is gone, and nothing.
    """
    store.posters.upsert(world, [poster(40, PNG + b" for adults")])
    shares = [[0.02, 0.9, 0, 0.08, 0], [0.9, 0.1, 0, 0, 0]]
    publish_set(world, "safety", [1, 10], shares)
    facts = {"columns": 3, "rows": 2, "width": 144, "height": 136, "media_type": "image/png"}
    cells = [[0, 0], [1, 0], [2, 0], [0, 1], [1, 1]]
    sheet = {"sheet": np.frombuffer(PNG + b" sheet", np.uint8)}
    publish_set(world, "atlas", [1, 10, 60, 20, 999], cells, facts, sheet)
    return world


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def snapshot(app):
    return app.extensions["serving"].require_snapshot()


@pytest.fixture
def site(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def reads(app):
    """Make the site's member lists come from a dict instead of a crawl."""

    def read(lists):
        def crawl(name, _progress):
            document = lists.get(name)
            if document:
                db = app.extensions["serving"].database()
                db.users.insert_one({"_id": name, **document})
            return document is not None

        settings = app.extensions["member_lists"]._settings
        app.extensions["member_lists"] = MemberLists(settings, crawl)

    return read
