"""Options that several commands share."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped]  # its stubs are a package of their own

from cf.errors import CfError
from cf.interactions import Rules


class BadSetting(CfError):
    """A ``key=value`` that is not one."""


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Declare which rows of the lists count."""
    group = parser.add_argument_group("which ratings count")
    group.add_argument("--min-user", type=int, default=5, help="ratings a member needs (5)")
    group.add_argument("--min-item", type=int, default=3, help="ratings a title needs (3)")
    group.add_argument("--keep-planned", action="store_true", help="count planned as seen")


def rules_of(arguments: argparse.Namespace) -> Rules:
    """Return the rules that were given."""
    return Rules(arguments.keep_planned, arguments.min_user, arguments.min_item)


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
        raise BadSetting(f"{arguments.config} cannot be read as YAML: {error}") from error
    if not isinstance(told, dict):
        raise BadSetting(f"{arguments.config} holds no settings: write one key: value a line")
    return merged(told, given)


def settings_of(pairs: Iterable[str]) -> dict[str, Any]:
    """Return nested settings: ``a.b=1`` is ``{"a": {"b": 1}}``; values are read as YAML.

    Raises
    ------
    BadSetting
        For what has no ``=``, and for a key that is both a value and a group.
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
        place[last] = yaml.safe_load(value)
    return settings


def merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return `below` with the values of `above`, group by group."""
    result = dict(below)
    for key, value in above.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if both else value
    return result
