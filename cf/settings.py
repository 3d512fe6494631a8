"""Settings that a person wrote, checked: there is such a one, and it can have that value."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, field, fields
from numbers import Integral, Real
from typing import Any, TypeVar

from cf.errors import UnknownModel

T = TypeVar("T")

# Kind of a default to what a value must be, and how that is said. A bool is an int to Python.
_KINDS: tuple[tuple[type, type | tuple[type, ...], str], ...] = (
    (bool, bool, "true or false"),
    (int, Integral, "a whole number"),
    (float, Real, "a number"),
    (str, str, "a name"),
    (Mapping, Mapping, "a group of settings"),
    (Sequence, (list, tuple), "a list"),
)


def at_least_one(default: int) -> Any:
    """Declare a whole number without which there is nothing to do."""
    return field(default=default, metadata={"least": 1})


def share(default: float) -> Any:
    """Declare a part of a whole that is never all of it."""
    return field(default=default, metadata={"below": 1})


def laid_over(kind: type, told: Mapping[str, Any]) -> dict[str, Any]:
    """Return `told` with the rest of each group that it tells only a part of.

    A person who writes ``weights.als=0.3`` changes one weight; the others stay as they are.
    """
    whole = dict(told)
    for knob in fields(kind):
        if knob.default_factory is not MISSING and isinstance(told.get(knob.name), Mapping):
            default = knob.default_factory()
            if isinstance(default, Mapping):
                whole[knob.name] = {**default, **told[knob.name]}
    return whole


def settled(name: str, kind: type[T], told: Mapping[str, Any]) -> T:
    """Return the settings of the dataclass `kind`, those not told at their defaults.

    Parameters
    ----------
    name
        Whose they are, for the error.
    kind, told
        The dataclass, and field names to values.

    Raises
    ------
    UnknownModel
        For a setting that there is not, or a value of another kind or size than it can have.
    """
    known: dict[str, Field[Any]] = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    if strangers := [key for key in told if key not in known]:
        raise UnknownModel(
            f"{name} has no setting {', '.join(map(str, strangers))}: "
            + (f"it has {', '.join(known)}" if known else "it has none")
        )
    for key, value in told.items():
        if said := wanted(known[key], value):
            raise UnknownModel(f"{name}: {key} is {value!r}: give {said}")
    return kind(**told)


def wanted(knob: Field[Any], value: Any) -> str:
    """Return what is wanted in place of a value; "" when it is good."""
    default = knob.default if knob.default_factory is MISSING else knob.default_factory()
    of, must, said = next((k for k in _KINDS if isinstance(default, k[0])), (object, object, ""))
    if not isinstance(value, must) or (isinstance(value, bool) and of is not bool):
        return f"{said}, e.g. {default}"
    return _sized(knob, default, value) if isinstance(value, Real) and of is not bool else ""


def _sized(knob: Field[Any], default: Any, value: Any) -> str:
    least = knob.metadata.get("least", -math.inf if default < 0 else 0)
    below = knob.metadata.get("below", math.inf)
    if math.isfinite(value) and least <= value < below:
        return ""
    bounds = [f"{least} or more"] if math.isfinite(least) else ["a finite number"]
    bounds += [f"less than {below}"] if math.isfinite(below) else []
    return f"{' and '.join(bounds)}, e.g. {default}"
