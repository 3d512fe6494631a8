"""Options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs are a package of their own

from cf.errors import CfError
from cf.rules import Rules
from cf.runs import tracking

# Group of a settings file that holds the rules; all others are the model's.
RULES = "rules"


class BadSetting(CfError):
    """A ``key=value`` that is not one."""


def whole(least: int) -> Callable[[str], int]:
    """Return what reads a whole number of an option, `least` or more."""

    def read(text: str) -> int:
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r}: give a whole number, {least} or more")
        return number

    return read


def percentile(text: str) -> float:
    """Read a percentile of an option."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 100.0:
        raise argparse.ArgumentTypeError(f"{text!r}: give a number from 0 to 100")
    return number


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Declare which rows of the lists count: an option for each rule."""
    group = parser.add_argument_group("which ratings count (also rules.NAME=value, or in the file)")
    for rule in fields(Rules):
        flag, sentence = _flag(rule.name), f"{rule.metadata['sentence']} ({rule.default})"
        dest = f"rule_{rule.name}"
        if isinstance(rule.default, bool):
            group.add_argument(flag, dest=dest, action="store_true", default=None, help=sentence)
        elif isinstance(rule.default, int):
            group.add_argument(flag, dest=dest, type=whole(0), metavar="N", help=sentence)
        else:
            choices = rule.metadata["choices"]
            group.add_argument(flag, dest=dest, choices=choices, help=sentence)


def rules_of(arguments: argparse.Namespace) -> Rules:
    """Return the rules that were given: options over ``rules.NAME=value`` over the file.

    Raises
    ------
    BadSetting
        For a rule that there is not.
    """
    told = _all_settings(arguments).get(RULES, {})
    names = [rule.name for rule in fields(Rules)]
    if not isinstance(told, Mapping) or (strangers := set(told) - set(names)):
        what = ", ".join(sorted(strangers)) if isinstance(told, Mapping) else repr(told)
        raise BadSetting(f"{RULES} has {what}: the rules are {', '.join(names)}")
    options = {name: getattr(arguments, f"rule_{name}") for name in names}
    return Rules(**{**told, **{name: v for name, v in options.items() if v is not None}})


def add_tracking(parser: argparse.ArgumentParser) -> None:
    """Declare who is told of a training beside MongoDB."""
    parser.add_argument(
        "--track",
        choices=tracking.NAMES,
        help="also tell MLflow (default where MLFLOW_TRACKING_URI is set) or W&B of the run",
    )


def _flag(rule: str) -> str:
    return "--" + rule.removesuffix("_ratings").replace("_", "-")


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Declare the settings of a model."""
    parser.add_argument(
        "settings",
        nargs="*",
        metavar="key=value",
        help="settings of the model, e.g. components.als.n_factors=64",
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="YAML file of settings; key=value wins over it"
    )


def chosen_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the model's settings: those of the command line over those of the file.

    Raises
    ------
    BadSetting
        When the file cannot be read or does not hold groups of settings.
    """
    told = _all_settings(arguments)
    return {name: value for name, value in told.items() if name != RULES}


def _all_settings(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the settings of the file, if one is given, with those of the command line over them.

    Raises
    ------
    BadSetting
        When the file cannot be read or does not hold groups of settings.
    """
    given = settings_of(arguments.settings)
    if arguments.config is None:
        return given
    try:
        told = yaml.safe_load(arguments.config.read_text(encoding="utf-8")) or {}
    except (OSError, yaml.YAMLError) as error:
        told = " ".join(str(error).split())
        raise BadSetting(f"{arguments.config} cannot be read as YAML: {told}") from error
    if not isinstance(told, dict):
        raise BadSetting(f"{arguments.config} holds no settings: write one key: value a line")
    return merged(told, given)


def settings_of(pairs: Iterable[str]) -> dict[str, Any]:
    """Return nested settings: ``a.b=1`` is ``{"a": {"b": 1}}``; values are read as YAML.

    Raises
    ------
    BadSetting
        For what has no ``=`` or no value, and for a key that is both a value and a group.
    """
    settings: dict[str, Any] = {}
    for pair in pairs:
        key, mark, value = pair.partition("=")
        if not mark or not key:
            raise BadSetting(f"{pair!r} is not a setting: write key=value, e.g. kept=200")
        *groups, last = key.split(".")
        place = settings
        for group in groups:
            place = place.setdefault(group, {})
            if not isinstance(place, dict):
                raise BadSetting(f"{pair!r}: {group} has a value already and cannot be a group")
        try:
            place[last] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise BadSetting(f"{pair!r}: {value!r} is no value: quote it, or end it") from error
    return settings


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above`, group by group."""
    result = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if both else value
    return result
