"""Protocol buffers' wire format: fields out of bytes, nothing copied, nothing believed.

A message is a run of fields. Each begins with a varint whose low three bits say how the value is
written and whose other bits number the field.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5
_FIXED_WIDTHS = {FIXED64: 8, FIXED32: 4}
_LONGEST_VARINT = 10


class WireError(ValueError):
    """Bytes that are not a message."""


@dataclass(frozen=True)
class Field:
    """One field of a message.

    Attributes
    ----------
    number
        As the .proto file numbers it.
    kind
        `VARINT`, `FIXED64`, `BYTES` or `FIXED32`.
    integer
        The value of a varint, else 0.
    body
        The bytes of any other value: a view, not a copy.
    """

    number: int
    kind: int
    integer: int
    body: memoryview


def fields(message: memoryview) -> Iterator[Field]:
    """Yield the fields of a message in their order.

    Raises
    ------
    WireError
        When a field reaches past the end, or is of a kind that no current file has.
    """
    position = 0
    while position < len(message):
        key, position = _varint(message, position)
        number, kind = key >> 3, key & 7
        integer, size = 0, 0
        if kind == VARINT:
            integer, position = _varint(message, position)
        elif kind == BYTES:
            size, position = _varint(message, position)
        elif kind in _FIXED_WIDTHS:
            size = _FIXED_WIDTHS[kind]
        else:
            raise WireError(f"field {number} is of kind {kind} at byte {position}")
        if size > len(message) - position:
            left = len(message) - position
            raise WireError(
                f"field {number} wants {size} bytes at byte {position}; {left} are left"
            )
        yield Field(number, kind, integer, message[position : position + size])
        position += size


def varints(body: memoryview) -> Iterator[int]:
    """Yield the numbers of a packed field."""
    position = 0
    while position < len(body):
        number, position = _varint(body, position)
        yield number


def _varint(message: memoryview, position: int) -> tuple[int, int]:
    """Return a number and the position after it: seven bits a byte, the lowest first."""
    number = 0
    for index, byte in enumerate(message[position : position + _LONGEST_VARINT]):
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            return number, position + index + 1
    raise WireError(f"a number does not end at byte {position}")
