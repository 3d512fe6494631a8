"""One reckoning at a time in each process.

numpy lets go of the interpreter in every step. Requests that take it from one another at that pace
spend twice the processor time that they spend one after the other, and none is answered sooner
(benchmarks/serve_load.py). Whoever waits for the database or for a reader holds nobody up.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import RLock
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
# Again by the one who has it: what is reckoned in turn calls other work of the kind.
_TURN = RLock()


def in_turn(work: Callable[P, T]) -> Callable[P, T]:
    """Have `work`, which must not wait for anything outside, done by one thread at a time."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        with _TURN:
            return work(*args, **kwargs)

    return done
