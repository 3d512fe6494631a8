"""The commands, from stored lists to printed lines and files."""

import csv
from datetime import UTC, datetime

import pytest

import store
from cf import job
from cf.__main__ import main
from cf.asking import audience
from cf.rules import Rules
from store import anime, users

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SMALL = {"components": {"als": {"n_factors": 4, "iterations": 2}}}


@pytest.fixture
def answered(mock_db, rng, monkeypatch, tmp_path):
    """Thirty members, twenty titles, learned; the commands find this database."""
    members = []
    for number in range(30):
        rows = rng.choice(20, 10, replace=False).tolist()
        entries = [{"anime_id": 100 + t, "score": 5 + t % 5, "status": 2} for t in rows]
        members.append({"_id": f"member_{number:02d}", "list": entries, "crawled_at": NOW})
    users.upsert(mock_db, members)
    anime.upsert(mock_db, [
        {"_id": 100 + t, "title": f"Title {t}", "genres": [["Drama", "Comedy"][t % 2]],
         "type": "TV", "source": "Manga", "crawled_at": NOW}
        for t in range(20)
    ])  # fmt: skip
    job.run(mock_db, Rules(), SMALL, str, force=True)
    monkeypatch.setattr(store, "connect", lambda settings: mock_db)
    monkeypatch.chdir(tmp_path)
    return mock_db


def test_lists_as_they_are_now_stand_behind_the_vectors(answered):
    users.upsert(answered, [{"_id": "member_03", "list": [], "crawled_at": NOW}])
    loaded = audience.load(answered)
    assert loaded.scores.shape == (30, 20)
    assert loaded.scores[3].nnz == 0
    assert loaded.scores[4].nnz == 10


@pytest.mark.parametrize(
    ("words", "file", "headings"),
    [
        (["similar", "Title 3", "--genre", "drama"], "title3.csv", ["Name", "Similarity"]),
        (["similar", "any", "--by", "weight", "--type", "tv"], None, ["Name", "Similarity"]),
        (["users", "member_05"], "User_ID_member_05_similar_users.csv", ["similar_users"]),
        (["preferences", "member_05"], "User_ID_member_05_user_prefs.csv", ["eng_version"]),
        (["recommend", "member_05"], "User_ID_member_05_model_recs.csv", ["Prediction"]),
        (["recommend", "any", "--by", "similar-users"], None, ["anime_id", "n_user_prefs"]),
    ],
)  # fmt: skip
def test_a_question_is_answered_on_the_terminal_and_in_a_file(
    answered, capsys, tmp_path, words, file, headings
):
    assert main([*words, "-k", "3", "--out", "told"]) == 0
    assert "wrote told/" in capsys.readouterr().out
    path = tmp_path / "told" / file if file else next((tmp_path / "told").glob("*.csv"))
    with path.open() as lines:
        rows = list(csv.DictReader(lines))
    assert rows
    assert set(headings) <= set(rows[0])


def test_the_terminal_shows_as_many_as_asked_for_and_the_file_all(answered, capsys, tmp_path):
    assert main(["preferences", "member_05", "-k", "1", "--out", "told"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[1].split() == ["eng_version", "Source", "Genres"]
    assert printed[3].startswith("wrote told/")
    with next((tmp_path / "told").glob("*.csv")).open() as lines:
        assert len(list(csv.DictReader(lines))) > 1


def test_recommendations_are_unseen_and_filtered(answered, capsys, tmp_path):
    assert main(["recommend", "member_05", "--genre", "Comedy", "--out", "told"]) == 0
    with next((tmp_path / "told").glob("*.csv")).open() as lines:
        told = {int(row["anime_id"]) for row in csv.DictReader(lines)}
    seen = {entry["anime_id"] for entry in answered.users.find_one("member_05")["list"]}
    assert told
    assert not told & seen
    assert all(id_ % 2 for id_ in told)


def test_preferences_draw_their_clouds(answered, tmp_path):
    assert main(["preferences", "member_05", "--out", "told"]) == 0
    drawn = {path.name for path in (tmp_path / "told").iterdir()}
    assert {"favorite_genres.png", "favorite_source_material.svg"} <= drawn


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["users", "nobody"], "no member with ratings is called 'nobody'"),
        (["similar", "zzz"], "no title is called 'zzz'"),
        (["recommend", "any", "--genre", "x"], "no title is 'x'; there are Comedy, Drama"),
    ],
)
def test_what_does_not_exist_is_said_in_one_line(answered, capsys, words, said):
    assert main(words) == 1
    assert said in capsys.readouterr().err


def test_before_the_first_fit_the_answer_is_what_to_run(mock_db, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(store, "connect", lambda settings: mock_db)
    monkeypatch.chdir(tmp_path)
    assert main(["users", "any"]) == 1
    assert "run python -m cf" in capsys.readouterr().err
