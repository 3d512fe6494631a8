"""Items into a mocked database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from pymongo.errors import AutoReconnect
from scrapy.exceptions import CloseSpider
from scrapy.utils.test import get_crawler

import store
from crawler import items
from crawler.database import PatientStore
from crawler.pipelines import MongoPipeline
from store.crawl_log import Visit

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def _anime(anime_id: int, **fields) -> items.AnimeItem:
    document = {"_id": anime_id, "title": f"Title {anime_id}", "crawled_at": NOW, **fields}
    return items.AnimeItem(document)


def _run(settings, connect, *batches, patience=5.0):
    """Send each batch through a crawl's life of its own; return the last one's stats."""

    async def live(batch):
        crawler = get_crawler()
        crawler.engine = type("Engine", (), {"spider": None})()
        pipeline = MongoPipeline(crawler, PatientStore(settings, patience, connect))
        await pipeline.open_spider()
        for item in batch:
            assert await pipeline.process_item(item) is item
        await pipeline.close_spider()
        return crawler.stats.get_stats()

    for batch in batches:
        stats = asyncio.run(live(batch))
    return stats


def test_documents_of_every_kind_are_written_and_counted(settings, mock_db):
    poster = store.Poster(1, b"jpeg", "ab", 2, 3, "https://x/1.jpg", None, NOW)
    review = {"_id": 9, "anime_id": 1, "user": "ann", "text": "Good.", "crawled_at": NOW}
    user = {"_id": "ann", "list": [], "list_state": "public", "crawled_at": NOW}
    stats = _run(
        settings,
        lambda _: mock_db,
        [
            _anime(1, related=[{"relation": "Sequel", "anime_id": 2, "title": "Two"}]),
            _anime(2),
            items.ReviewItem(review),
            items.UserItem(user),
            items.PosterItem(poster),
            items.VisitItem(Visit("https://x/3.jpg", 404, NOW, "gone")),
        ],
    )
    new = {name: stats[f"{name}/new"] for name in ("anime", "reviews", "users", "poster", "visits")}
    assert new == {"anime": 2, "reviews": 1, "users": 1, "poster": 1, "visits": 1}
    assert store.anime.find(mock_db, 2)["franchise_id"] == 1
    assert store.posters.find(mock_db, 1) == poster
    assert store.crawl_log.failures(mock_db)[0].url == "https://x/3.jpg"


def test_a_second_crawl_tells_changed_from_unchanged(settings, mock_db):
    stats = _run(
        settings, lambda _: mock_db, [_anime(1), _anime(2)], [_anime(1), _anime(2, title="New")]
    )
    assert (stats["anime/unchanged"], stats["anime/changed"]) == (1, 1)
    assert "anime/new" not in stats


def test_a_list_that_turns_private_keeps_what_was_read(settings, mock_db):
    entry = {"anime_id": 1, "score": 7, "status": 2, "episodes": 1, "updated": None}
    public = {"_id": "bob", "list": [entry], "list_state": "public", "crawled_at": NOW}
    private = {"_id": "bob", "list_state": "private", "crawled_at": NOW}
    _run(settings, lambda _: mock_db, [items.UserItem(public)], [items.UserItem(private)])
    stored = mock_db.users.find_one({"_id": "bob"})
    assert (stored["list"], stored["list_state"]) == ([entry], "private")


def test_one_refused_document_does_not_spoil_its_batch(settings, mock_db):
    stats = _run(settings, lambda _: mock_db, [_anime(1), items.AnimeItem({"title": "no id"})])
    assert (stats["anime/new"], stats["anime/refused"]) == (1, 1)
    assert store.anime.count(mock_db) == 1


def test_batches_are_written_before_the_end(settings, mock_db):
    written = []

    def connect(_):
        written.append(store.anime.count(mock_db))
        return mock_db

    stats = _run(settings, connect, [_anime(n) for n in range(1, 451)])
    assert stats["anime/new"] == 450


def test_a_database_that_is_away_at_the_start_stops_the_crawl(settings):
    def connect(_):
        raise store.ServerAway("MongoDB at mongodb://127.0.0.1:1 does not answer")

    with pytest.raises(CloseSpider):
        _run(settings, connect, [_anime(1)])


def test_a_database_that_stays_away_is_told_and_counted(settings, mock_db, caplog):
    connects = iter([mock_db])

    def connect(_):
        found = next(connects, None)
        if found is None:
            raise store.ServerAway("still away")
        return found

    def away(db, documents):
        raise AutoReconnect("connection closed")

    from crawler import pipelines

    writers = {**pipelines.WRITERS, items.AnimeItem: ("anime", away, 2)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipelines, "WRITERS", writers)
        stats = _run(settings, connect, [_anime(n) for n in range(1, 6)], patience=0.1)
    assert stats["store/lost"] == 2
    assert "The crawl stops: MongoDB stayed away" in caplog.text


def test_a_title_that_is_gone_is_marked_once_and_kept(settings, mock_db):
    gone = items.GoneItem((1, "2026-01-02"))
    later = items.GoneItem((1, "2026-03-04"))
    _run(
        settings, lambda _: mock_db, [_anime(1)], [gone, items.GoneItem((2, "2026-01-02"))], [later]
    )
    assert store.anime.find(mock_db, 1)["gone_at"] == "2026-01-02"
    assert store.anime.find(mock_db, 1)["title"] == "Title 1"
    assert store.anime.count(mock_db) == 1


def test_reviews_are_stored_before_the_title_they_belong_to(settings, mock_db):
    order = []

    def note(name, writer):
        def write(db, documents):
            order.append(name)
            return writer(db, documents)

        return write

    from crawler import pipelines

    writers = {
        kind: (name, note(name, writer), most)
        for kind, (name, writer, most) in pipelines.WRITERS.items()
    }
    review = items.ReviewItem({"_id": 1, "anime_id": 1, "text": "Kind.", "crawled_at": NOW})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pipelines, "WRITERS", writers)
        _run(settings, lambda _: mock_db, [items.Batch((review, _anime(1)))])
    assert order == ["reviews", "anime"]


def test_a_crawl_that_ends_while_it_writes_loses_nothing(settings, mock_db, monkeypatch):
    monkeypatch.setattr("crawler.pipelines.FLUSH_SECONDS", 0.01)

    async def slowly(self, kind, documents):
        await asyncio.sleep(0.2)
        return [each.document for each in documents]

    monkeypatch.setattr(MongoPipeline, "_allowed", slowly)

    async def live():
        crawler = get_crawler()
        pipeline = MongoPipeline(crawler, PatientStore(settings, 5.0, lambda _: mock_db))
        await pipeline.open_spider()
        await pipeline.process_item(_anime(1))
        await asyncio.sleep(0.1)
        await pipeline.close_spider()

    asyncio.run(live())
    assert store.anime.count(mock_db) == 1
