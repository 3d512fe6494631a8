import subprocess
import sys

import pytest

import config
import store
from store import anime, posters
from vision.__main__ import main


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
    assert main(["--backbone", "hsv", "--dehaze", "none"]) == 0
    assert main(["--backbone", "hsv", "--dehaze", "none"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        "look: 2 x 2, 2 encoded, 0 kept, 0 failed",
        "look: nothing changed (2 rows)",
    ]


def test_evaluate_prints_a_table(served, capsys, drawn, to_bytes, poster):
    anime.upsert(served, [{"_id": i, "title": str(i)} for i in (1, 2, 3)])
    anime.set_franchises(served, {1: 1, 2: 1, 3: 3})
    posters.upsert(served, [poster(i, to_bytes(drawn(40 * i, i))) for i in (1, 2, 3)])
    assert main(["evaluate"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1 + 1 + 3 * 4 + 1
    assert lines[-1] == "3 posters; means over 1 franchises with two or more"


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
