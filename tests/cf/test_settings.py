"""Every setting is documented where it is declared, and can be given by file or key=value."""

import re
from dataclasses import fields
from importlib import import_module

import pytest

from cf.errors import UnknownModel
from cf.models import NAMES
from cf.models.registry import make
from cf.rules import Rules
from cf.seed import schedule
from cf.seed.embedding_dot import EmbeddingDot, EmbeddingDotSettings

DECLARED = [type(make(name).settings) for name in NAMES]
DECLARED += [Rules, EmbeddingDotSettings, *schedule.KINDS.values()]


def documented(settings):
    """Names under the heading Attributes of a docstring that have a sentence under them."""
    text = (settings.__doc__ or "").partition("Attributes")[2]
    found = re.findall(r"^    (\w+(?:, \w+)*)\n        \S", text, flags=re.MULTILINE)
    return {name for names in found for name in names.split(", ")}


@pytest.mark.parametrize("settings", DECLARED, ids=lambda each: each.__name__)
def test_each_setting_has_its_sentence(settings):
    assert documented(settings) >= {field.name for field in fields(settings)}


def test_the_models_that_predict_scores_are_named():
    from cf.commands.evaluate import PREDICTORS, SEED

    assert set(PREDICTORS) == {name for name in NAMES if make(name).predicts} | {SEED}


def test_each_command_can_be_imported():
    from cf.__main__ import COMMANDS

    for name in COMMANDS:
        assert import_module(f"cf.commands.{name}").__doc__.startswith(f"``python -m cf {name}")


@pytest.mark.parametrize(
    ("model", "told", "said"),
    [
        ("ease", {"regularisation": 5.0}, "ease has no setting regularisation: it has regulariz"),
        ("popularity", {"a": 1}, "popularity has no setting a: it has none"),
        ("ease", {"regularization": "much"}, "is 'much': give a number, e.g. 70.0"),
        ("ease", {"regularization": True}, "is True: give a number"),
        ("ease", {"regularization": float("nan")}, "is nan: give 0 or more"),
        ("ease", {"dropout": 1.0}, "dropout is 1.0: give 0 or more and less than 1"),
        ("als", {"n_factors": 0}, "n_factors is 0: give 1 or more"),
        ("als", {"n_factors": 12.5}, "n_factors is 12.5: give a whole number, e.g. 128"),
        ("als", {"seed": -1}, "seed is -1: give 0 or more"),
        ("stack", {"constant": float("-inf")}, "constant is -inf: give a finite number"),
        ("latent_factor", {"genres": 1}, "genres is 1: give true or false"),
        ("blend", {"weights": 3}, "weights is 3: give a group of settings"),
        ("blend", {"components": {"als": {"depth": 2}}}, "als has no setting depth"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_with_what_can(model, told, said):
    with pytest.raises(UnknownModel, match=re.escape(said)):
        make(model, **told)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"depth": 2}, "embedding_dot has no setting depth"),
        ({"hidden": 3}, "hidden is 3: give a list"),
        ({"initializer": 3}, "initializer is 3: give a name"),
        ({"schedule": {"lr": 1.0}}, "schedule ramp has no setting lr"),
        ({"schedule": 1}, "schedule is 1: give a group of settings"),
    ],
)
def test_the_seeds_network_is_set_as_strictly(told, said):
    with pytest.raises(UnknownModel, match=re.escape(said)):
        EmbeddingDot.made(**told)
