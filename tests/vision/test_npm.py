"""A package comes by npm, or the error says how to bring it by hand."""

import pytest

from vision import npm
from vision.errors import FetchError


def _npm(folder, monkeypatch, script):
    program = folder / "npm"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/bin:/usr/bin")


def test_the_packed_file_goes_where_it_is_wanted(tmp_path, monkeypatch):
    _npm(tmp_path, monkeypatch, 'echo "$2" > lamp-1.0.0.tgz')
    target = tmp_path / "lamp.tgz.part"
    npm.pack("lamp@1.0.0", target)
    assert target.read_text() == "lamp@1.0.0\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lamp.tgz.part", "npm"]


def test_without_npm(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FetchError, match="not on PATH: run `npm pack lamp@1"):
        npm.pack("lamp@1.0.0", tmp_path / "part")


def test_what_npm_says_is_told(tmp_path, monkeypatch):
    _npm(tmp_path, monkeypatch, "echo 'no such package' >&2; exit 1")
    with pytest.raises(FetchError, match=r"npm brought no lamp@1\.0\.0 \(no such package\)"):
        npm.pack("lamp@1.0.0", tmp_path / "part")


def test_an_npm_that_hangs_is_given_up(tmp_path, monkeypatch):
    _npm(tmp_path, monkeypatch, "exec sleep 20")
    monkeypatch.setattr(npm, "SECONDS", 0.2)
    with pytest.raises(FetchError, match="seconds"):
        npm.pack("lamp@1.0.0", tmp_path / "part")
