from __future__ import annotations

import json
import pickle

import pytest

from nlp import resources, speech, tagger
from nlp.errors import InstallError, NotBuilt

WEIGHTS = {"bias": {"NN": 0.5}}


def _carry(folder, held):
    folder.mkdir()
    (folder / tagger.PICKLE).write_bytes(pickle.dumps(held, protocol=2))


def test_words_are_tagged_sentence_by_sentence(nltk_folder):
    found = speech.tagged("The old fox is here. She quickly opened two doors.", nltk_folder)
    assert [tag for _, tag in found[0]] == ["DT", "JJ", "NN", "VBZ", "RB", "."]
    assert found[1][:3] == [("She", "PRP"), ("quickly", "RB"), ("opened", "VBD")]
    assert speech.tagged("", nltk_folder) == []


def test_a_pickle_becomes_the_files_that_nltk_reads(tmp_path):
    _carry(tmp_path / "carrier", (WEIGHTS, {"the": "DT"}, {"NN", "DT"}))
    tagger.convert(tmp_path / "carrier", tmp_path / "made")
    read = {
        part: json.loads((tmp_path / "made" / f"{tagger.NAME}.{part}.json").read_text())
        for part in ("weights", "tagdict", "classes")
    }
    assert read == {"weights": WEIGHTS, "tagdict": {"the": "DT"}, "classes": ["DT", "NN"]}


class _Runs:
    def __reduce__(self):
        return print, ("run",)


def test_a_pickle_that_would_run_code_is_refused(tmp_path, capsys):
    _carry(tmp_path / "carrier", (WEIGHTS, _Runs(), set()))
    with pytest.raises(InstallError, match="is not plain data"):
        tagger.convert(tmp_path / "carrier", tmp_path / "made")
    assert capsys.readouterr().out == ""
    with pytest.raises(InstallError, match="holds no tagger"):
        tagger.convert(tmp_path, tmp_path / "made")


def test_without_a_tagger_it_is_said(monkeypatch, nltk_folder):
    absent = resources.Source(found=False, where="not here")
    monkeypatch.setattr(resources, "prepare", lambda *args: {"parts of speech": absent})
    with pytest.raises(NotBuilt, match="resources --install"):
        speech.tagged("A fox.", nltk_folder)
