import gzip
import json
from datetime import UTC, datetime

import pytest

import store
from crawler import __main__
from crawler.load import formats, row_files
from store import WriteCounts, users

EXPORT = (
    "<myanimelist><myinfo><user_name>wren_41</user_name></myinfo><anime><series_animedb_id>5"
    "</series_animedb_id><my_score>9</my_score><my_status>Completed</my_status></anime>"
    "</myanimelist>"
)
TITLES = "anime_id,name,genre,type,episodes,rating,members\n5,Kelp Deacon,Drama,TV,26,8.25,5000\n"
RATINGS = "user_id,anime_id,rating\n1,5,8\n1,6,-1\n2,5,11\n"
ANIMELIST = "user_id,anime_id,rating,watching_status,watched_episodes\n"

pytestmark = pytest.mark.mongo


@pytest.fixture
def run(real_settings, real_db, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(__main__.config, "load", lambda: real_settings)
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        code = __main__.main(["load", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_file_an_answer_and_a_code(run, real_db, tmp_path):
    (tmp_path / "list.xml.gz").write_bytes(gzip.compress(EXPORT.encode()))
    code, out, _ = run("mal", "list.xml.gz")
    assert code == 0
    assert out.startswith("loaded: users: 1 new, 0 changed, 0 unchanged; 1 rows; skipped: none; ")
    assert real_db.users.find_one({"_id": "wren_41"})["list"][0]["score"] == 9
    assert "users: 0 new, 0 changed, 1 unchanged" in run("auto", "list.xml.gz")[1]


def test_a_folder_in_one_go(run, real_db, tmp_path):
    folder = tmp_path / "cooperunion"
    folder.mkdir()
    (folder / "anime.csv").write_text(TITLES)
    (folder / "rating.csv").write_text(RATINGS)
    code, out, _ = run("auto", str(folder))
    assert code == 0
    assert "anime: 1 new, 0 changed, 0 unchanged; users: 1 new" in out
    assert "skipped: 1 score" in out
    assert real_db.users.find_one({"_id": "cooperunion:1"})["list"] == [
        {"anime_id": 5, "score": 8, "status": 2, "episodes": 0, "updated": None},
        {"anime_id": 6, "score": 0, "status": 2, "episodes": 0, "updated": None},
    ]
    # The way that lists of datasets are stored and the ordinary way are one.
    assert users.upsert(real_db, [_ordinary(real_db, "cooperunion:1")]) == WriteCounts(0, 0, 1)
    assert real_db.loads.count_documents({}) == 0


def _ordinary(db, name):
    document = db.users.find_one({"_id": name})
    return {key: value for key, value in document.items() if key != "content_hash"}


def test_what_a_page_told_is_not_overwritten(run, real_db, tmp_path):
    (tmp_path / "anime.csv").write_text(TITLES)
    page = {"_id": 5, "title": "Kelp Deacon!", "score": 8.5, "genres": [], "type": None}
    store.anime.upsert(real_db, [{**page, "crawled_at": datetime(2026, 5, 1, tzinfo=UTC)}])
    assert run("cooperunion", "anime.csv")[0] == 0
    found = store.anime.find(real_db, 5)
    assert (found["title"], found["score"]) == ("Kelp Deacon!", 8.5)
    assert (found["genres"], found["type"], found["members"]) == (["Drama"], "TV", 5000)
    assert "nothing to store" in run("cooperunion", "anime.csv")[1]


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("mal", TITLES, "expected XML <myanimelist> (mal); found 'anime_id,name,genre"),
        ("mal", TITLES, "it is of the format cooperunion"),
        ("cooperunion", EXPORT, "expected the header anime_id,name,genre,type,episodes,rating"),
        ("hernan4444", RATINGS, "expected the header MAL_ID,Name,Score,.. or user_id,anime_id"),
        ("s1", "PAR1nothing", "damaged Parquet"),
        ("manami", '{"data": [{"mal_id": 4}]}', "it is of the format jikan"),
        ("jikan", "", "found an empty file"),
        ("auto", "a,b\n1,2\n", "(manami); or"),
        ("auto", "PK\x03\x04", "ZIP archive: unpack it"),
    ],
)
def test_a_wrong_file_is_refused_with_what_was_expected(run, tmp_path, name, content, complaint):
    (tmp_path / "file").write_bytes(content.encode())
    code, out, err = run(name, "file")
    assert code == 1
    assert complaint in err
    assert "1 files failed" in out


def test_other_files_are_loaded_all_the_same(run, real_db, tmp_path):
    (tmp_path / "list.xml").write_text(EXPORT)
    code, out, err = run("mal", "none.xml", "list.xml")
    assert code == 1
    assert "none.xml cannot be read: No such file" in err
    assert "users: 1 new" in out


def test_ctrl_c_leaves_whole_lists_and_goes_on(run, real_db, tmp_path, monkeypatch):
    rows = [f"{user},{at},7,2,1\n" for user in range(40) for at in range(1, 11)]
    (tmp_path / "animelist.csv").write_text(ANIMELIST + "".join(rows))
    monkeypatch.setattr(row_files, "BLOCK", 500)
    n_calls = 0

    def interrupted(file, skipped, start=0):
        nonlocal n_calls
        for portion in _portions(file, skipped, start):
            n_calls += 1
            if n_calls == 6:
                raise KeyboardInterrupt
            yield portion

    _portions = row_files.RowFile.portions
    monkeypatch.setattr(row_files.RowFile, "portions", interrupted)
    code, out, _ = run("auto", "animelist.csv")
    assert code == 130
    assert "run it again to go on" in out
    n_stored = users.count(real_db)
    assert 0 < n_stored < 40
    assert all(len(row["list"]) == 10 for row in real_db.users.find())
    assert run("auto", "animelist.csv")[0] == 0
    assert users.count(real_db) == 40
    assert all(len(row["list"]) == 10 for row in real_db.users.find())


def test_an_s1_parquet(run, real_db, tmp_path):
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = ["user_id", "anime_id", "rating", "watching_status", "watched_episodes"]
    table = pa.table(dict(zip(columns, [[1, 1], [5, 6], [9, 0], [2, 6], [12, 0]], strict=True)))
    parquet.write_table(table, tmp_path / "user_stats.parquet")
    assert run("s1", "user_stats.parquet")[0] == 0
    assert len(real_db.users.find_one({"_id": "mal2020:1"})["list"]) == 2
    parquet.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    assert "found Parquet with columns a" in run("s1", "other.parquet")[2]


def test_answers_of_jikan_and_anilist(run, real_db, tmp_path):
    review = {"mal_id": 70, "review": "Wet.", "entry": {"mal_id": 5}}
    (tmp_path / "jikan.json").write_text(json.dumps({"data": [review]}))
    media = {"status": "CURRENT", "score": 7, "media": {"idMal": 5}}
    found = {"user": {"name": "wren"}, "lists": [{"entries": [media]}]}
    (tmp_path / "anilist.json").write_text(json.dumps(found))
    code, out, _ = run("auto", "jikan.json", "anilist.json")
    assert code == 0
    assert "reviews: 1 new" in out
    assert store.reviews.for_anime(real_db, 5, 9)[0]["text"] == "Wet."
    assert real_db.users.find_one({"_id": "anilist:wren"})["list"][0]["status"] == 1


def test_loaded_titles_are_joined(run, real_db, tmp_path):
    edge = {"relation": "Prequel", "entry": [{"mal_id": 5, "type": "anime", "name": "Kelp"}]}
    titles = [
        {"mal_id": 5, "title": "Kelp", "episodes": 3},
        {"mal_id": 8, "title": "Tide", "episodes": 1, "relations": [edge]},
    ]
    (tmp_path / "jikan.json").write_text(json.dumps({"data": titles}))
    assert run("jikan", "jikan.json")[0] == 0
    assert store.anime.find(real_db, 8)["franchise_id"] == 5
    assert real_db.franchises.find_one({"_id": 5})["members"] == [5, 8]


def test_help_teaches_the_formats(capsys):
    with pytest.raises(SystemExit):
        __main__.main(["load", "--help"])
    told = capsys.readouterr().out
    assert all(f"\n  {each.name} " in told for each in formats.FORMATS)
    assert "goes on when the same command is run again" in told
