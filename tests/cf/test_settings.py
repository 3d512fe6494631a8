"""Every setting is documented where it is declared, and can be given by file or key=value."""

import re
from dataclasses import fields
from importlib import import_module

import pytest

from cf.models import NAMES
from cf.models.registry import make
from cf.rules import Rules
from cf.seed import schedule
from cf.seed.embedding_dot import EmbeddingDotSettings

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


def test_each_command_can_be_imported():
    from cf.__main__ import COMMANDS

    for name in COMMANDS:
        assert import_module(f"cf.commands.{name}").__doc__.startswith(f"``python -m cf {name}")
