import json
import sys

import bson
import numpy as np
import pytest

from store import VectorSet, __main__, anime, dump, posters, vectors
from store.errors import DumpError
from store.indexes import INDEXES

pytestmark = pytest.mark.mongo


@pytest.fixture
def filled_db(real_db):
    anime.upsert(real_db, [{"_id": id_, "title": f"Title {id_}"} for id_ in range(1, 1201)])
    look = VectorSet("look", np.arange(3), np.eye(3, dtype=np.float32), "made up")
    vectors.publish(real_db, look, facts={"a": "b"})
    return real_db


def raw(db):
    """Every document of every collection as bytes, and all indexes."""
    names = sorted(db.list_collection_names())
    documents = {n: b"".join(db[n].find_raw_batches({}, sort=[("_id", 1)])) for n in names}
    return documents, {name: db[name].index_information() for name in names}


def test_a_dump_comes_back_byte_for_byte(filled_db, tmp_path):
    before = raw(filled_db)
    counts = dump.dump(filled_db, tmp_path)
    assert counts["anime"] == 1200
    assert counts["vectors"] == 3
    filled_db.client.drop_database(filled_db.name)
    assert dump.restore(filled_db, tmp_path) == counts
    assert raw(filled_db) == before
    again = tmp_path / "again"
    dump.dump(filled_db, again)
    for path in (tmp_path / filled_db.name).glob("*.bson"):
        assert (again / filled_db.name / path.name).read_bytes() == path.read_bytes()


def test_files_are_what_mongodump_writes(filled_db, tmp_path):
    dump.dump(filled_db, tmp_path)
    folder = tmp_path / filled_db.name
    titles = bson.decode_all((folder / "anime.bson").read_bytes())
    assert [title["_id"] for title in titles] == list(range(1, 1201))
    metadata = json.loads((folder / "anime.metadata.json").read_text())
    assert metadata["collectionName"] == "anime"
    assert metadata["indexes"][0] == {
        "v": {"$numberInt": "2"}, "key": {"_id": {"$numberInt": "1"}}, "name": "_id_",
    }  # fmt: skip
    assert len(metadata["indexes"]) == 1 + len(INDEXES["anime"])
    assert (folder / "models.chunks.bson").exists()
    assert not list(folder.glob("*.part"))


def test_what_mongodump_wrote_long_ago_is_read(real_db, tmp_path):
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "anime.bson").write_bytes(bson.encode({"_id": 4, "title": "Moth Harbour"}))
    index = {"v": 2, "key": {"rank": 1}, "name": "rank_1", "ns": "elsewhere.anime"}
    told = {"options": {}, "indexes": [index]}
    (folder / "anime.metadata.json").write_text(json.dumps(told))
    (folder / "posters.bson").write_bytes(b"")
    assert dump.restore(real_db, folder) == {"anime": 1, "posters": 0}
    assert anime.find(real_db, 4) == {"_id": 4, "title": "Moth Harbour"}
    assert "rank_1" in real_db.anime.index_information()


def test_nothing_is_overwritten_unasked(filled_db, tmp_path):
    dump.dump(filled_db, tmp_path)
    with pytest.raises(DumpError, match="is not empty"):
        dump.dump(filled_db, tmp_path)
    filled_db.anime.update_one({"_id": 1}, {"$set": {"title": "Changed"}})
    with pytest.raises(DumpError, match="has documents in anime"):
        dump.restore(filled_db, tmp_path)
    dump.restore(filled_db, tmp_path, drop=True)
    assert anime.find(filled_db, 1)["title"] == "Title 1"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (bson.encode({"_id": 1, "a": "b"})[:-3], "cut at byte 0"),
        (bson.encode({"_id": 1}) + b"\x01\x00", "damaged at byte 14"),
        (b"\xff\xff\xff\x7f" + b"x" * 50, "damaged at byte 0"),
        (b"\x0e\x00\x00\x00" + b"\xee" * 10, "damaged"),
    ],
)
def test_damaged_files_are_refused(real_db, tmp_path, content, complaint):
    (tmp_path / "anime.bson").write_bytes(content)
    with pytest.raises(DumpError, match=complaint):
        dump.restore(real_db, tmp_path)


@pytest.mark.parametrize("told", ["", "[]", '{"indexes": [{}]}', '{"indexes": 4}'])
def test_damaged_metadata_is_refused(real_db, tmp_path, told):
    (tmp_path / "anime.bson").write_bytes(bson.encode({"_id": 1}))
    (tmp_path / "anime.metadata.json").write_text(told)
    with pytest.raises(DumpError, match=r"anime.metadata.json"):
        dump.restore(real_db, tmp_path)


def test_folders_without_a_dump_are_refused(real_db, tmp_path):
    with pytest.raises(DumpError, match="is no folder"):
        dump.restore(real_db, tmp_path / "none")
    with pytest.raises(DumpError, match=r"no \.bson files"):
        dump.restore(real_db, tmp_path)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "anime.bson").write_bytes(b"")
    with pytest.raises(DumpError, match="one, two"):
        dump.restore(real_db, tmp_path)


def test_the_commands(filled_db, real_settings, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(__main__.config, "load", lambda: real_settings)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["store", *map(str, arguments)])
        return __main__.main(), capsys.readouterr()

    code, said = run("check")
    assert code == 0
    assert "0 faults" in said.out
    assert run("check", "--strict")[0] == 1, "the vectors' title 0 is not stored"
    code, said = run("dump", tmp_path)
    assert code == 0
    assert "1,200 anime" in said.out
    code, said = run("restore", tmp_path)
    assert code == 1
    assert "--drop" in said.err
    assert run("restore", tmp_path, "--drop")[0] == 0
    filled_db[f"{posters.BUCKET}.chunks"].insert_one({"files_id": 1, "n": 0, "data": b"x"})
    code, said = run("check")
    assert code == 1
    assert said.out.startswith("fault: chunks of poster_files without their file: 1")
