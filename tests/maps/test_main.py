from __future__ import annotations

import pytest

import store
from maps.__main__ import main


@pytest.fixture
def connected(mapped_db, monkeypatch, tmp_path):
    monkeypatch.setattr(store, "connect", lambda settings: mapped_db)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return mapped_db


def test_maps_then_pictures(connected, capsys, tmp_path):
    assert main(["picture"]) == 1
    assert "run python -m maps" in capsys.readouterr().err
    assert main(["--only", "look", "--seed", "3"]) == 0
    assert capsys.readouterr().out.startswith("map_look: 12 titles")
    assert main(["picture"]) == 0
    assert (tmp_path / "maps" / "look.png").exists()


def test_help_teaches(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "picture" in capsys.readouterr().out
