"""What is remembered of each address; on a mock and on a real mongod."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store import crawl_log
from store.crawl_log import Rate, Visit

NOW = datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC)


def test_failures_are_counted_in_a_row_and_forgotten_after_a_good_answer(db):
    for day in range(3):
        crawl_log.record(db, [Visit("u", 404, NOW + timedelta(days=day), "gone")])
    assert db.crawl_log.find_one({"_id": "u"})["tries"] == 3
    (failure,) = crawl_log.failures(db)
    assert (failure.url, failure.status, failure.error) == ("u", 404, "gone")
    crawl_log.record(db, [Visit("u", 200, NOW + timedelta(days=9))])
    assert crawl_log.failures(db) == []
    assert "tries" not in db.crawl_log.find_one({"_id": "u"})


def test_changes_are_counted(db):
    for day, content in enumerate(["a", "a", "b", "b", "c"]):
        crawl_log.record(db, [Visit("u", 200, NOW + timedelta(days=day), content=content)])
    assert crawl_log.rates(db, ["u", "v"]) == {"u": Rate(visits=5, changes=2)}


def test_a_visit_written_twice_counts_once(db):
    for _ in range(2):
        crawl_log.record(db, [Visit("u", 200, NOW, content="a")])
    crawl_log.record(db, [])
    assert crawl_log.rates(db, ["u"]) == {"u": Rate(1, 0)}


def test_an_address_twice_in_one_batch(db):
    later = NOW + timedelta(hours=1)
    crawl_log.record(db, [Visit("u", 200, NOW, content="a"), Visit("u", 200, later, content="b")])
    assert crawl_log.rates(db, ["u"]) == {"u": Rate(2, 1)}
