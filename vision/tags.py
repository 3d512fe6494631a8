"""The vector set ``tags``: what the tag net of Illustration2Vec sees, fit to be shown."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tensorflow_start import load_tensorflow
from vision import job
from vision.errors import WeightsError
from vision.recipe import VERSION, file_mark

if TYPE_CHECKING:
    from vision.backbones import Backbone

KIND = "tags"
N_TAGS = 1539
LIST_NAMES = ("tag_list.json", "tag_list.json.gz")
# The last three of the list are ratings of the picture, not things in it.
_RATINGS = ("safe", "questionable", "explicit")
# Words of sex, nudity, underwear and wounds; a tag that has one of them is never written.
_HIDDEN_WORDS = re.compile(
    r"\b(anal|anus|areolae|ass|bdsm|blood|bondage|bottomless|bra|breasts?|cameltoe|censor\w*|child"
    r"|cleavage|covering|crotch|cum|explicit|facial|fellatio|flat|garter|groin|handjob|hentai"
    r"|hetero|licking|lingerie|masturbation|naked|navel|nipples|nude|oral|panties|panty\w*|penis"
    r"|pubic|pussy|rape|rope|saliva|sex|sideboob|spread|straddling|tentacles|thighs?|topless"
    r"|trembling|uncensored|underboob|undressing|underwear|upskirt|vaginal|wet|younger)\b"
)
_HIDDEN_TAGS = re.compile(
    r"all fours|bent over|girl on top|mound of venus|no pants|open clothes|open shirt|see-through"
    r"|shirt lift|skirt lift|tongue out|torn clothes"
)


def may_show(tag: str) -> bool:
    """Say whether a tag is fit for every visitor: nothing of sex, nudity, underwear or wounds."""
    said = tag.lower()
    hidden = _HIDDEN_WORDS.search(said) or _HIDDEN_TAGS.fullmatch(said)
    return said not in _RATINGS and hidden is None


def read_names(model: Path) -> list[str]:
    """Read the list of tags that lies beside the converted tag net.

    Raises
    ------
    WeightsError
        When it is absent or no list of 1539 words.
    """
    found = next((p for name in LIST_NAMES if (p := model.parent / name).is_file()), None)
    if found is None:
        rule = f"{LIST_NAMES[0]} is wanted beside {model}"
        raise WeightsError(f"{rule}; get it with: python -m vision fetch tags")
    try:
        raw = found.read_bytes()
        names = json.loads(gzip.decompress(raw) if found.suffix == ".gz" else raw)
    except (OSError, EOFError, ValueError) as error:
        raise WeightsError(f"{found} is not a JSON list ({error}); fetch it again") from error
    if not isinstance(names, list) or len(set(map(str, names))) != N_TAGS:
        raise WeightsError(f"{found} is not a list of {N_TAGS} different tags; fetch it again")
    return [str(name) for name in names]


def plan(model: Path) -> job.Plan:
    """How the converted tag net at ``model`` tags posters.

    Raises
    ------
    WeightsError
        When the net or its list of tags cannot be read.
    """
    shown = {i: name for i, name in enumerate(read_names(model)) if may_show(name)}
    encoding = {"net": "illust2vec_tag", "version": VERSION, "weights": file_mark(model)}
    return job.Plan(
        kind=KIND,
        model="illustration2vec tags",
        parameters={"encoding": encoding, "n_tags": len(shown)},
        load=partial(_load, model),
        mode="none",
        make=partial(_make, shown),
    )


def _load(model: Path) -> Sequence[Backbone]:
    load_tensorflow()
    from vision.backbones.illustration2vec import Illustration2Vec

    net = Illustration2Vec(model)
    if net.widths != (N_TAGS,):
        rule = f"the tag net gives {N_TAGS}; set I2V_TAGS_MODEL to it"
        raise WeightsError(f"{model} gives {net.widths[0]} numbers a picture; {rule}")
    return [net]


def _make(shown: Mapping[int, str], arrays: Mapping[str, NDArray[Any]]) -> job.Made:
    probabilities = arrays["features"][:, list(shown)].astype(np.float32)
    return job.Made(probabilities, facts={"tags": list(shown.values())})
