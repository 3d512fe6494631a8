from datetime import UTC, datetime, timedelta

import pytest

from store import BadDocument, WriteCounts, anime

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def title(id_, **fields):
    return {"_id": id_, "title": f"Title {id_}", "crawled_at": NOW, **fields}


def test_upsert_counts_what_became_of_each(db):
    assert anime.upsert(db, [title(1), title(2)]) == WriteCounts(2, 0, 0)
    assert anime.upsert(db, [title(1), title(2, score=8.1), title(3)]) == WriteCounts(1, 1, 1)


def test_an_unchanged_title_only_gets_its_new_time(db):
    anime.upsert(db, [title(1)])
    before = anime.find(db, 1)
    later = NOW + timedelta(days=1)
    anime.upsert(db, [title(1, crawled_at=later)])
    assert anime.find(db, 1) == {**before, "crawled_at": later}


def test_fields_that_a_page_does_not_show_stay(db):
    anime.upsert(db, [title(1, score_votes=[1] * 10)])
    anime.upsert(db, [title(1, score=7.0)])
    assert anime.find(db, 1)["score_votes"] == [1] * 10


def test_of_two_with_one_id_the_last_counts(db):
    assert anime.upsert(db, [title(1), title(1, score=9.0)]) == WriteCounts(1, 0, 0)
    assert anime.find(db, 1)["score"] == 9.0


def test_a_document_without_an_id_is_refused_and_nothing_is_written(db):
    with pytest.raises(BadDocument, match=r"no _id .*'title'"):
        anime.upsert(db, [title(1), {"title": "nameless"}])
    assert anime.count(db) == 0


def test_fresh_ids(db):
    anime.upsert(db, [title(1), title(2, crawled_at=NOW - timedelta(days=9))])
    assert anime.fresh_ids(db, [1, 2, 3], NOW - timedelta(days=7)) == {1}


def test_stories_leave_out_titles_without_a_synopsis(db):
    anime.upsert(db, [title(2, synopsis="B"), title(1, synopsis="A"), title(3, synopsis=None)])
    ids, texts = anime.stories(db)
    assert ids.tolist() == [1, 2]
    assert texts == ["A", "B"]


def test_find_many_with_fields(db):
    anime.upsert(db, [title(1, score=7.5), title(2)])
    assert anime.find_many(db, [1, 9], ["score"]) == {1: {"_id": 1, "score": 7.5}}


def test_relations_and_franchises(db):
    sequel = {"relation": "Sequel", "anime_id": 2, "title": "Title 2"}
    anime.upsert(db, [title(1, aired_from="2001", related=[sequel]), title(2, aired_from="1999")])
    assert anime.relations(db) == {1: [("Sequel", 2)], 2: []}
    assert anime.set_franchises(db, {1: 1, 2: 1}) == 2
    assert anime.set_franchises(db, {1: 1, 2: 1}) == 0
    assert db.franchises.find_one({"_id": 1}) == {
        "_id": 1,
        "members": [2, 1],
        "title": "Title 2",
        "entry_point": 2,
    }


def test_a_franchise_that_lost_its_members_goes(db):
    anime.upsert(db, [title(1), title(2)])
    anime.set_franchises(db, {1: 1, 2: 2})
    anime.set_franchises(db, {1: 1, 2: 1})
    assert [row["_id"] for row in db.franchises.find()] == [1]


def test_fingerprint_sees_the_fields_it_is_asked_for(db):
    anime.upsert(db, [title(1, synopsis="A")])
    before = anime.fingerprint(db, ["synopsis"])
    anime.upsert(db, [title(1, synopsis="A", score=3.0)])
    assert anime.fingerprint(db, ["synopsis"]) == before
    anime.upsert(db, [title(1, synopsis="B")])
    assert anime.fingerprint(db, ["synopsis"]) != before


def test_a_title_that_is_gone_keeps_what_was_known_and_its_first_day(db):
    anime.upsert(db, [title(1, score=8.0, gone_at=None)])
    before = anime.find(db, 1)
    assert anime.mark_gone(db, {1: "2026-05-02", 7: "2026-05-02"}) == 1
    assert anime.mark_gone(db, {1: "2026-05-09"}) == 0
    assert anime.find(db, 1) == {**before, "gone_at": "2026-05-02"}


def test_a_title_that_is_back_is_gone_no_more(db):
    anime.upsert(db, [title(1, gone_at=None)])
    before = anime.find(db, 1)
    anime.mark_gone(db, {1: "2026-05-02"})
    assert anime.upsert(db, [title(1, gone_at=None)]) == WriteCounts(0, 0, 1)
    assert anime.find(db, 1) == before
