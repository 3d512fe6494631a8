from __future__ import annotations

import numpy as np
import pytest

import config
import store
from nlp import resources, story, story_job
from nlp.__main__ import main


@pytest.fixture
def at_mock(monkeypatch, settings, mock_db):
    monkeypatch.setattr(config, "load", lambda: settings)
    monkeypatch.setattr(store, "connect", lambda settings: mock_db)
    return mock_db


def test_no_stories_is_said_and_is_a_failure(at_mock, capsys):
    assert main([]) == 1
    assert capsys.readouterr().err == ("nlp: no synopses stored yet: run scrapy crawl mal\n")


def test_topics_from_the_command_line(at_mock, titles, capsys):
    store.anime.upsert(at_mock, titles)
    assert main(["--only", "topics", "--topics", "3", "--seed", "5"]) == 0
    assert capsys.readouterr().out.startswith("topics: 24 titles, 3 topics (20 stories")
    assert main(["topics"]) == 0
    assert "3 topics of 24 titles" in capsys.readouterr().out


@pytest.mark.parametrize("number", ["0", "1", "501", "-3", "many", "2.5"])
def test_impossible_numbers_of_topics(number, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([f"--topics={number}"])
    assert stopped.value.code == 2
    assert "neither a number from 2 to 500 nor auto" in capsys.readouterr().err


def test_what_was_not_built_is_said(at_mock, capsys):
    assert main(["search", "a", "quiet", "village"]) == 1
    assert "run python -m nlp" in capsys.readouterr().err


def test_resources_are_listed(at_mock, settings, capsys):
    assert main(["resources"]) == 0
    told = capsys.readouterr().out
    assert all(name in told for name in (*resources.RESOURCES, "licence"))


def test_topics_by_lda(at_mock, titles, capsys):
    store.anime.upsert(at_mock, titles)
    options = ["--only", "topics", "--topics", "3", "--topics-model", "lda"]
    assert main(options) == 0
    assert "3 topics" in capsys.readouterr().out
    assert store.vectors.current_sets(at_mock)["topics"].model == "LDA of word counts"
    store.anime.upsert(at_mock, [{**titles[0], "_id": 5}])
    assert main(options) == 0
    assert "read with the model that is there" in capsys.readouterr().out


def test_near_by_genres(at_mock, titles, capsys):
    store.anime.upsert(at_mock, titles)
    assert main(["near", "10", "--by", "genres"]) == 1
    assert "shares no genre" in capsys.readouterr().err
    more = {
        10: {"genres": ["A"], "themes": ["B"]},
        20: {"genres": ["A"], "score": 9.0, "aired_from": "2001"},
        30: {"genres": ["A"], "themes": ["B"], "score": 6.0, "aired_from": "1999-04-03"},
        40: {"genres": ["A"], "score": 7.0, "aired_from": "2020-10", "members": 10},
    }
    store.anime.upsert(at_mock, [{"_id": id_, **fields} for id_, fields in more.items()])
    shown = {}
    for order in ("rated", "newest", "gems"):
        assert main(["near", "10", "--by", "genres", "--order", order]) == 0
        shown[order] = [int(line.split()[1]) for line in capsys.readouterr().out.splitlines()]
    assert shown["rated"] == [30, 20, 40]
    assert shown["newest"] == [30, 40, 20]
    assert main(["near", "999", "--by", "genres"]) == 1
    assert "is not stored" in capsys.readouterr().err


def test_reviews_are_said_to_be_missing(at_mock, capsys):
    assert main(["--only", "reviews"]) == 0
    assert capsys.readouterr().out.startswith("reviews: no reviews stored yet")


def test_too_few_for_topics_still_have_stories(at_mock, titles, monkeypatch, capsys):
    store.anime.upsert(at_mock, titles[:3])
    monkeypatch.setattr(story_job, "run", lambda *_: "story: told")
    assert main([]) == 1
    told = capsys.readouterr()
    assert told.out.startswith("story: told\nreviews: no reviews stored yet")
    assert told.err == (
        "nlp: topics: topics need 10 texts with words in them and there are 3: crawl more titles\n"
    )


def test_speech_and_all_topics(at_mock, titles, capsys):
    assert main(["speech", "The", "fox", "is", "here."]) == 0
    assert capsys.readouterr().out == "The/DT fox/NN is/VBZ here/RB ./.\n"
    store.anime.upsert(at_mock, titles)
    assert main(["--only", "topics", "--topics", "3"]) == 0
    assert main(["topics", "--all"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 1 + 1 + 3 * 3


def test_near_leaves_standing_out_if_asked(at_mock, capsys):
    vectors = np.array([[1, 1], [1, 0], [0.1, 1]], dtype=np.float32)
    made = store.VectorSet("story", np.array([10, 20, 30]), vectors, model="m")
    parts = [story.Part("meaning", 0, 1, 1.0), story.Part("standing", 1, 2, 1.0)]
    store.vectors.publish(at_mock, made, facts={"parts": [vars(part) for part in parts]})
    store.anime.upsert(at_mock, [{"_id": 20, "title": "Near"}, {"_id": 30, "title": "Known"}])
    assert main(["near", "10"]) == 0
    assert capsys.readouterr().out.splitlines()[0].endswith("Known  (standing 91%)")
    assert main(["near", "10", "--no-standing", "-k", "1"]) == 0
    assert capsys.readouterr().out == "1.000      20  Near  (meaning 100%)\n"


def test_the_only_title_has_no_neighbour(at_mock, capsys):
    made = store.VectorSet("story", np.array([10]), np.ones((1, 2), dtype=np.float32), model="m")
    store.vectors.publish(at_mock, made)
    assert main(["near", "10"]) == 1
    assert "no title but 10 is in story yet" in capsys.readouterr().err
    assert main(["near", "20"]) == 1
    assert "it is not stored, or has no synopsis in English" in capsys.readouterr().err
