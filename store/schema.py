"""Whether a stored document has the shape that `store.documents` declares for it."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from store.documents import AnimeDocument, ReviewDocument, UserDocument

# Yields (path of the value, what is wrong with it); nothing for a good value.
Check = Callable[[Any, str], Iterator[tuple[str, str]]]
DOCUMENTS: dict[str, type[Any]] = {
    "anime": AnimeDocument,
    "users": UserDocument,
    "reviews": ReviewDocument,
}
# Whole numbers may stand for decimal ones; a number is never a truth value.
_PLAIN: dict[Any, tuple[type[Any], ...]] = {
    int: (int,), float: (float, int), str: (str,), bool: (bool,), datetime: (datetime,),
}  # fmt: skip


def check_of(hint: Any) -> Check:
    """Return the check of one type: a plain one, a list, a TypedDict or a union of these."""
    if hint is Any:
        return _anything
    if hint in _PLAIN:
        return _plain(hint)
    if is_typeddict(hint):
        return _fields({name: check_of(each) for name, each in _hints(hint).items()}, hint)
    if get_origin(hint) in (list, dict):
        return _many(get_origin(hint), check_of(get_args(hint)[-1]))
    if get_origin(hint) in (Union, types.UnionType):
        return _either([check_of(each) for each in get_args(hint) if each is not types.NoneType])
    raise TypeError(f"{hint} is declared in store.documents and has no check in store.schema")


def unlisted(collection: str, document: Mapping[str, Any]) -> set[str]:
    """Return the fields of a document that `store.documents` does not declare."""
    return set(document) - _declared(collection)


@cache
def _declared(collection: str) -> frozenset[str]:
    return frozenset(_hints(DOCUMENTS[collection]))


def _hints(hint: Any) -> dict[str, Any]:
    return get_type_hints(hint)


def _anything(value: Any, path: str) -> Iterator[tuple[str, str]]:
    return iter(())


def _plain(kind: Any) -> Check:
    allowed = _PLAIN[kind]

    def check(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, allowed) or (isinstance(value, bool) and kind is not bool):
            yield path, f"is {type(value).__name__}, not {kind.__name__}"

    return check


def _many(kind: Any, inner: Check) -> Check:
    def check(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, kind):
            yield path, f"is {type(value).__name__}, not {kind.__name__}"
            return
        for each in value.values() if isinstance(value, dict) else value:
            yield from inner(each, f"{path}[]")

    return check


def _either(inner: list[Check]) -> Check:
    """None, or what one of the others allows; the complaint is that of the first."""

    def check(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if value is None:
            return
        complaints = [list(each(value, path)) for each in inner]
        if all(complaints):
            yield from complaints[0]

    return check


def _fields(inner: Mapping[str, Check], hint: Any) -> Check:
    needed = frozenset(hint.__required_keys__)
    # Rows of lists come by the million and in a few makes: one of each is looked at.
    good: set[Any] = set()

    def check(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if not isinstance(value, dict):
            yield path, f"is {type(value).__name__}, not an object"
            return
        make = (*value, *map(type, value.values()))
        if make in good:
            return
        complaints = list(_complaints(value, path))
        if not complaints and not {list, dict} & set(make[len(value) :]):
            good.add(make)
        yield from complaints

    def _complaints(value: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
        for name in needed - set(value):
            yield f"{path}.{name}".lstrip("."), "is missing"
        for name, each in value.items():
            if name in inner:
                yield from inner[name](each, f"{path}.{name}".lstrip("."))

    return check
