import dataclasses
import subprocess
import sys

import pytest

import config
import store
from store import anime, posters
from vision.__main__ import main
from vision.recipe import MODES


@pytest.fixture
def served(mock_db, settings, monkeypatch):
    """The command line on a mocked database."""
    monkeypatch.setattr(config, "load", lambda: settings)
    monkeypatch.setattr(store, "connect", lambda settings: mock_db)
    return mock_db


def test_no_posters_is_an_error_that_helps(served, capsys):
    assert main([]) == 1
    assert capsys.readouterr().err == "vision: no posters stored yet: run scrapy crawl mal\n"


def test_one_line_of_counts(served, capsys, drawn, to_bytes, poster):
    posters.upsert(served, [poster(i, to_bytes(drawn(i, i))) for i in (1, 2)])
    assert main(["--backbone", "hsv", "--dehaze", "none", "--only-look"]) == 0
    for _ in range(2):
        assert main(["--backbone", "hsv", "--dehaze", "none"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "look: 2 x 2, 2 encoded, 0 kept, 0 failed"
    assert lines[0] == lines[3] == "look: nothing changed (2 rows)"
    assert lines[1] == lines[4]
    assert lines[1].startswith("safety: MyAnimeList's rating alone decides: ")
    assert lines[1].endswith("python -m vision fetch safety, or set SAFETY_MODEL to it")
    assert lines[2].startswith("atlas: 2 posters on 96x68, ")
    assert lines[5] == "atlas: nothing changed (2 posters)"


def test_an_atlas_that_cannot_be_drawn_fails_nothing(served, capsys, drawn, to_bytes, poster):
    posters.upsert(served, [poster(1, to_bytes(drawn(1, 1)))])
    anime.upsert(served, [{"_id": 1, "title": "North", "rating": "Rx - Hentai"}])
    assert main(["--backbone", "hsv"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "atlas: not drawn: none of 1 posters may be shown on an atlas"
    assert set(store.vectors.current_sets(served)) == {"look"}


def test_evaluate_prints_a_table(served, capsys, drawn, to_bytes, poster):
    anime.upsert(served, [{"_id": i, "title": str(i)} for i in (1, 2, 3)])
    anime.set_franchises(served, {1: 1, 2: 1, 3: 3})
    posters.upsert(served, [poster(i, to_bytes(drawn(40 * i, i))) for i in (1, 2, 3)])
    assert main(["evaluate"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line.split() for line in lines[1:]]
    assert {row[0] for row in rows} == {"franchise", "studio", "season"}
    assert {row[1] for row in rows} >= {"random", "hsv", "mobilenet_v2"}
    assert {row[2] for row in rows} == {"-", *MODES}
    assert rows[0][-1] == "1"


@pytest.mark.parametrize("arguments", [["--batch", "0"], ["--limit", "-3"], ["--dehaze", "fog"]])
def test_bad_options_are_refused(arguments, capsys):
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_importing_the_room_imports_no_network():
    code = "import sys, vision.__main__, vision.job; sys.exit('keras' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_convert_tells_what_is_wrong(settings, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(config, "load", lambda: settings)
    source = tmp_path / "net.caffemodel"
    source.write_bytes(b"<html>")
    assert main(["convert", str(source), "--out", str(tmp_path / "net.keras")]) == 1
    assert "net.caffemodel is not a network that Caffe wrote" in capsys.readouterr().err


def test_duplicates_are_named(served, capsys, drawn, to_bytes, poster):
    with_noise = [to_bytes(drawn(90, 1)), to_bytes(drawn(90, 1), "JPEG", quality=90)]
    anime.upsert(served, [{"_id": 1, "title": "North"}, {"_id": 2, "title": "South"}])
    posters.upsert(served, [poster(i, data) for i, data in enumerate(with_noise, start=1)])
    assert main(["duplicates"]) == 1
    assert main(["--backbone", "hsv", "--only-look"]) == 0
    assert main(["duplicates"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["1 North, 2 South", "1 pictures stand for more than one of 2 titles"]


def test_atlas_writes_its_sheet(served, capsys, tmp_path, drawn, to_bytes, poster):
    posters.upsert(served, [poster(i, to_bytes(drawn(40 * i, i))) for i in (1, 2, 3)])
    assert main(["--backbone", "hsv", "--only-look"]) == 0
    assert main(["atlas", "--out", str(tmp_path / "sheet.png")]) == 0
    assert (tmp_path / "sheet.png").read_bytes().startswith(b"\x89PNG")
    assert main(["atlas", "--out", str(tmp_path / "absent" / "sheet.png")]) == 1
    assert "cannot be written" in capsys.readouterr().err


def test_robustness_prints_a_table(served, capsys, drawn, to_bytes, poster):
    posters.upsert(served, [poster(i, to_bytes(drawn(40 * i, i))) for i in (1, 2, 3)])
    assert main(["--backbone", "hsv", "--only-look"]) == 0
    assert main(["robustness", "--posters", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].split()[-5:] == ["1.000", "1.000", "to", "1.000", "1.000"]


def test_fetch_says_what_is_wrong(settings, monkeypatch, capsys):
    wrong = dataclasses.replace(settings, safety_url="file:///weights.tgz")
    monkeypatch.setattr(config, "load", lambda: wrong)
    assert main(["fetch", "safety"]) == 1
    assert "no http or https address" in capsys.readouterr().err
