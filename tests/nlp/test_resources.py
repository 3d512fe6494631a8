from __future__ import annotations

import sys

import nltk
import pytest

from nlp import resources
from nlp.errors import InstallError

A_RESOURCE = resources.Resource(
    path="corpora/invented",
    download="invented",
    distribution="invented-carrier",
    folder="carrier/invented",
    fallback="guesses",
    licence="none",
)


@pytest.fixture
def only_invented(monkeypatch, tmp_path):
    monkeypatch.setattr(resources, "RESOURCES", {"invented": A_RESOURCE})
    monkeypatch.setattr(resources, "OF_JOBS", ("invented",))
    monkeypatch.setattr(nltk.data, "path", [])
    return tmp_path / "data"


def test_the_packages_carry_all_of_it(nltk_folder):
    sources = resources.prepare(nltk_folder)
    assert {name: source.found for name, source in sources.items()} == {
        "sentences": True,
        "stop words": True,
        "lemmas": True,
        "parts of speech": True,
    }
    assert resources.told(sources) == ""
    assert resources.traces(nltk_folder) == dict.fromkeys(resources.OF_JOBS, True)


def test_what_nobody_has_is_told_with_its_fallback(only_invented):
    source = resources.prepare(only_invented)["invented"]
    assert not source.found
    assert "guesses" in source.where
    assert "guesses" in resources.told({"invented": source})
    assert resources.traces(only_invented) == {"invented": False}


def test_a_package_is_copied_and_named_with_line_ends_as_nltk_reads_them(
    only_invented, monkeypatch, tmp_path
):
    carrier = tmp_path / "carrier"
    carrier.mkdir()
    (carrier / "words").write_bytes(b"one\r\ntwo\r\n")
    monkeypatch.setattr(resources, "_carried", lambda resource: carrier)
    monkeypatch.setattr(resources.metadata, "version", lambda name: "1.2")
    source = resources.prepare(only_invented)["invented"]
    assert source.found
    assert source.where.endswith("from package invented-carrier 1.2")
    copied = only_invented / "nltk_data" / "corpora" / "invented" / "words"
    assert copied.read_bytes() == b"one\ntwo\n"
    assert resources.prepare(only_invented)["invented"] == source


def test_a_download_that_fails_says_so(only_invented, monkeypatch):
    monkeypatch.setattr(nltk, "download", lambda *args, **options: False)
    with pytest.raises(InstallError, match=r"invented.*invented-carrier carries it"):
        resources.install(only_invented)


def test_a_download_that_works(only_invented, monkeypatch):
    def download(name, download_dir, quiet):
        (resources.Path(download_dir) / "corpora" / name).mkdir(parents=True)
        return True

    monkeypatch.setattr(nltk, "download", download)
    resources.install(only_invented)
    assert resources.prepare(only_invented)["invented"].found


def test_traces_do_not_import_nltk(only_invented, monkeypatch):
    monkeypatch.setitem(sys.modules, "nltk", None)
    assert resources.traces(only_invented) == {"invented": False}
