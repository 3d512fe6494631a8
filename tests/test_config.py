import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import config


def test_environment_over_file_over_default(tmp_path):
    file = tmp_path / "animematcher.toml"
    file.write_text('port = 1234\nmongodb_database = "mine"\n')
    settings = config.load(environ={"PORT": "4321", "MONGODB_URI": ""}, file=file)
    assert (settings.port, settings.mongodb_database) == (4321, "mine")
    assert settings.mal_base_url == "https://myanimelist.net"
    assert config.load(environ={"PORT": "1"}, file=file, port=2).port == 2


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PORT": "high"}, "port is 'high', which is not a int; set PORT"),
        ({"PORT": "70000"}, "0 to 65535"),
        ({"MAL_BASE_URL": "ftp://x"}, "http"),
        ({"MONGODB_DATABASE": "a b"}, "database name"),
        ({"CRAWL_DELAY": "nan"}, "0 or more"),
        ({"VECTOR_POLL_SECONDS": "-1"}, "VECTOR_POLL_SECONDS"),
    ],
)
def test_a_bad_value_names_value_rule_and_remedy(environ, words, tmp_path):
    with pytest.raises(config.ConfigError, match=words):
        config.load(environ=environ, file=tmp_path / "none.toml")


@pytest.mark.parametrize("text", ["port = ", "colour = 'red'"])
def test_a_bad_file_is_refused(tmp_path, text):
    file = tmp_path / "animematcher.toml"
    file.write_text(text)
    with pytest.raises(config.ConfigError, match=r"animematcher\.toml"):
        config.load(environ={}, file=file)


def test_it_imports_nothing_of_ours():
    code = "import sys, config; sys.exit(bool({'store', 'ranking', 'webapp'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_each_knob_is_documented():
    told = Path("docs/operations.md").read_text(encoding="utf-8")
    missing = [f.name.upper() for f in fields(config.Settings) if f.name.upper() not in told]
    assert not missing
