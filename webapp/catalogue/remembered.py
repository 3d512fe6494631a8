"""What is worked out of a snapshot once, and forgotten with it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from webapp.catalogue.snapshot import Snapshot

log = logging.getLogger(__name__)

T = TypeVar("T")
_EVERY: list[Callable[[Snapshot], object]] = []


def remembered(work: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """Call `work` once for each snapshot.

    A cache that held the snapshot itself would keep it in memory after it was replaced.
    """
    return _by(lambda snapshot: snapshot, work)


def remembered_of_titles(work: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """Call `work`, which asks for nothing but titles, once for all snapshots of the same titles."""
    return _by(lambda snapshot: snapshot.titles, work)


def work_out_everything(snapshot: Snapshot) -> None:
    """Have all of it in memory now: workers that are forked later share it."""
    for work in _EVERY:
        try:
            work(snapshot)
        except Exception:  # the page that asks for it will fail, and no other should
            log.exception("%s could not be worked out", getattr(work, "__name__", work))


def _by(key_of: Callable[[Snapshot], object], work: Callable[[Snapshot], T]) -> Callable[..., T]:
    told: WeakKeyDictionary[object, T] = WeakKeyDictionary()

    @wraps(work)
    def answer(snapshot: Snapshot) -> T:
        found = told.get(key_of(snapshot))
        if found is None:
            found = told[key_of(snapshot)] = work(snapshot)
        return found

    _EVERY.append(answer)
    return answer
