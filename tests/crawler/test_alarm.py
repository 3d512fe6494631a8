"""The site changes its pages: the crawl must notice before it overwrites."""

from __future__ import annotations

from crawler.alarm import FEWEST_STORED, OF_EVERY_TITLE, WINDOW, Alarm, keep_page, usual_share
from crawler.items import AnimeItem


def _title(anime_id: int, **fields) -> AnimeItem:
    document = {"_id": anime_id, "score": 7.5, "synopsis": "A story.", "related": [], **fields}
    return AnimeItem(document, f"https://x/anime/{anime_id}", "<html>")


STORED = {n: {"score": 8.0, "synopsis": "A story."} for n in range(1, 200)}


def test_whole_titles_pass():
    alarm = Alarm(0.3, {})
    titles = [_title(n) for n in range(1, 100)]
    assert alarm.sift(titles, STORED) == titles
    assert alarm.broken is None


def test_a_selector_that_breaks_is_named_and_nothing_is_overwritten():
    alarm = Alarm(0.3, {})
    whole = [_title(n) for n in range(1, 60)]
    assert alarm.sift(whole, STORED) == whole
    passed = []
    for n in range(60, 90):
        passed += alarm.sift([_title(n, score=None)], STORED)
    assert passed == []
    assert alarm.end() == []
    assert alarm.broken.field == "score"
    assert str(alarm.broken).startswith("'score' is missing on 35% of 20 pages that used to have")
    assert "span.dark_text 'Score:'" in str(alarm.broken)
    assert "https://x/anime/66" in str(alarm.broken)


def test_a_title_that_really_lost_a_field_is_written_later():
    alarm = Alarm(0.3, {})
    lost = _title(1, score=None)
    assert alarm.sift([_title(2), lost, _title(3)], STORED) == [_title(2), _title(3)]
    later = [_title(n) for n in range(4, 4 + WINDOW)]
    assert lost in alarm.sift(later, STORED)


def test_too_few_pages_keep_what_is_stored():
    alarm = Alarm(0.3, {})
    assert alarm.sift([_title(1, score=None)], STORED) == []
    (item,) = alarm.end()
    assert "score" not in item.document
    assert item.document["synopsis"] == "A story."


def test_new_titles_are_expected_to_have_what_every_title_has():
    alarm = Alarm(0.3, dict.fromkeys([*OF_EVERY_TITLE, "score"], 1.0))
    unaired = [_title(n, score=None, **dict.fromkeys(OF_EVERY_TITLE, 1)) for n in range(500, 560)]
    assert alarm.sift(unaired, {}) == unaired
    broken = [_title(n, **{**dict.fromkeys(OF_EVERY_TITLE, 1), "type": None}) for n in range(30)]
    alarm.sift(broken, {})
    assert alarm.broken.field == "type"


def test_what_is_usual():
    assert usual_share([{"type": "TV"}] * (FEWEST_STORED - 1)) == {}
    half = [{"type": "TV"}, {"type": None}] * FEWEST_STORED
    assert usual_share(half)["type"] == 0.5


def test_the_page_is_kept(tmp_path):
    path = keep_page(tmp_path / "alarm", _title(7))
    assert path.name == "https_x_anime_7.html"
    assert path.read_text(encoding="utf-8") == "<html>"
