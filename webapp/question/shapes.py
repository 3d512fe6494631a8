"""What a value may be, said once: the same declaration checks it and describes it.

Each shape reads a value or raises an error that names the field, the value and the rule; `schema`
says the same as JSON Schema (2020-12), from which the API's document is made.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from webapp.errors import Unprocessable, Unreadable, shown

# Longest text of a number in an address.
MAX_DIGITS = 20
MAX_FIELD_NAME = 60
Schema = dict[str, Any]


class Shape(Protocol):
    """What every shape can do."""

    def read(self, value: Any, where: str) -> Any:
        """Return a JSON value, checked; `where` names it, as ``ratings[3].score``."""

    def read_text(self, text: str, where: str) -> Any:
        """Return the value that a text in an address stands for, checked."""

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""


@dataclass(frozen=True)
class Whole:
    """An integer from `least` to `most`."""

    least: int
    most: int

    def read(self, value: Any, where: str) -> int:
        """Return `value` if it is such an integer."""
        # JSON's true is Python's 1, and nobody means that.
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unprocessable(f"{shown(value)} is not a whole number", where)
        if not self.least <= value <= self.most:
            raise Unprocessable(
                f"{shown(value)} is not between {self.least} and {self.most}", where
            )
        return value

    def read_text(self, text: str, where: str) -> int:
        """Return the integer that `text` writes."""
        try:
            # Underscores and digits of other scripts are Python's, not an address's.
            if not (text.isascii() and "_" not in text):
                raise ValueError
            value = int(text[:MAX_DIGITS])
        except ValueError:
            raise Unreadable(f"{where}={shown(text)} is not a whole number", where) from None
        return self.read(value, where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Number:
    """A finite number from `least` to `most`."""

    least: float
    most: float

    def read(self, value: Any, where: str) -> float:
        """Return `value` if it is such a number."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Unprocessable(f"{shown(value)} is not a number", where)
        # Written so that NaN, which is on neither side of anything, fails too.
        if not self.least <= value <= self.most:
            raise Unprocessable(
                f"{shown(value)} is not between {self.least} and {self.most}", where
            )
        return float(value)

    def read_text(self, text: str, where: str) -> float:
        """Return the number that `text` writes."""
        try:
            value = float(text[:MAX_DIGITS])
        except ValueError:
            raise Unreadable(f"{where}={shown(text)} is not a number", where) from None
        return self.read(value, where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {"type": "number", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True)
class Flag:
    """True or false."""

    def read(self, value: Any, where: str) -> bool:
        """Return `value` if it is a boolean."""
        if not isinstance(value, bool):
            raise Unprocessable(f"{shown(value)} is neither true nor false", where)
        return value

    def read_text(self, text: str, where: str) -> bool:
        """Return whether `text` is ``true``."""
        return Choice(("true", "false")).read(text, where) == "true"

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {"type": "boolean"}


@dataclass(frozen=True)
class Text:
    """A text of `least` to `most` letters."""

    most: int
    least: int = 0
    noun: str = "text"

    def read(self, value: Any, where: str) -> str:
        """Return `value` if it is such a text."""
        if not isinstance(value, str) or not self.least <= len(value) <= self.most:
            raise Unprocessable(
                f"{shown(value)} is not a {self.noun} of {self.least} to {self.most} letters", where
            )
        return value

    def read_text(self, text: str, where: str) -> str:
        """Return `text` if it is such a text."""
        return self.read(text, where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {"type": "string", "minLength": self.least, "maxLength": self.most}


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    allowed: Collection[str]

    def read(self, value: Any, where: str) -> str:
        """Return `value` if it is one of the words."""
        if not isinstance(value, str) or value not in self.allowed:
            names = ", ".join(self.allowed)
            raise Unprocessable(f"{shown(value)} is not one of {names}", where)
        return value

    def read_text(self, text: str, where: str) -> str:
        """Return `text` if it is one of the words."""
        return self.read(text, where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {"type": "string", "enum": list(self.allowed)}


@dataclass(frozen=True)
class ListOf:
    """A list of at most `most` values of one shape; each once, when they are words."""

    item: Shape
    most: int
    noun: str = "values"

    def read(self, value: Any, where: str) -> tuple[Any, ...]:
        """Return the values, checked one by one, without repetitions of words."""
        if not isinstance(value, list) or len(value) > self.most:
            raise Unprocessable(
                f"{shown(value)} is not a list of at most {self.most} {self.noun}", where
            )
        if isinstance(self.item, Text | Choice):
            return tuple(dict.fromkeys(self.item.read(entry, where) for entry in value))
        return tuple(self.item.read(entry, f"{where}[{n}]") for n, entry in enumerate(value))

    def read_text(self, text: str, where: str) -> tuple[Any, ...]:
        """Return the values that `text` lists with commas."""
        parts = [part for part in text.split(",") if part][: self.most + 1]
        if len(parts) > self.most:
            raise Unprocessable(f"{where} lists more than {self.most} {self.noun}", where)
        return tuple(dict.fromkeys(self.item.read_text(part, where) for part in parts))

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {"type": "array", "items": self.item.schema(), "maxItems": self.most}


@dataclass(frozen=True)
class Record:
    """An object with known fields and no other.

    Attributes
    ----------
    fields
        Name to shape.
    required
        Fields that have to be there.
    nullable
        Whether null stands for a field that is not set; such fields are left out of what is read.
    name
        Under which the API's document lists it; None keeps it in place.
    """

    fields: Mapping[str, Shape]
    required: Sequence[str] = ()
    nullable: bool = False
    name: str | None = None

    def read(self, value: Any, where: str) -> dict[str, Any]:
        """Return the fields that are given, each checked."""
        known = check_fields(value, where, self.fields)
        for name in self.required:
            if name not in known:
                raise Unprocessable(f'"{name}" is missing', _inside(where, name))
        shapes, inside = self.fields, f"{where}." if where else ""
        return {
            name: shapes[name].read(entry, inside + name)
            for name, entry in known.items()
            if not (self.nullable and entry is None)
        }

    def read_text(self, text: str, where: str) -> dict[str, Any]:
        """Refuse: an object has no form in an address."""
        raise Unprocessable(f"{where} cannot be given in an address", where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        properties = {name: shape.schema() for name, shape in self.fields.items()}
        if self.nullable:
            properties = {name: or_null(schema) for name, schema in properties.items()}
        schema: Schema = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        if self.required:
            schema["required"] = list(self.required)
        return {"title": self.name, **schema} if self.name else schema


@dataclass(frozen=True)
class Checked:
    """Another shape, and a rule that its JSON Schema cannot say.

    Attributes
    ----------
    shape
        Read first.
    rule
        From what was read and where it stood to what it means; raises when the rule is broken.
    more
        What JSON Schema can say beside the shape's own.
    """

    shape: Shape
    rule: Callable[[Any, str], Any]
    more: Schema = field(default_factory=dict)

    def read(self, value: Any, where: str) -> Any:
        """Return what the value means, checked by the shape and then by the rule."""
        return self.rule(self.shape.read(value, where), where)

    def read_text(self, text: str, where: str) -> Any:
        """Return what the text means, checked by the shape and then by the rule."""
        return self.rule(self.shape.read_text(text, where), where)

    def schema(self) -> Schema:
        """Return the shape as JSON Schema."""
        return {**self.shape.schema(), **self.more}


def or_null(schema: Schema) -> Schema:
    """The schema, and null."""
    if isinstance(schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def check_fields(value: Any, where: str, allowed: Collection[str]) -> Mapping[str, Any]:
    """Return a JSON object after checking that it holds no field but the allowed ones."""
    if not isinstance(value, dict):
        raise Unprocessable(f"{shown(value)} is not an object", where or None)
    for name in value:
        if name not in allowed:
            raise Unprocessable(
                f"{shown(name)} is not a known field: use {', '.join(allowed)}",
                _inside(where, name[:MAX_FIELD_NAME]),
            )
    return value


def _inside(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
