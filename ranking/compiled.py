"""Loops in machine code: one pass where numpy would take many."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache, partial
from typing import Any, TypeVar, cast

import numba

log = logging.getLogger(__name__)

Loop = TypeVar("Loop", bound=Callable[..., Any])
# Sums are taken several numbers at a time, in an order that the processor settles and the numbers
# do not. NaN stays NaN; who divides by 0 gets what numpy gives.
_compile = partial(numba.njit, error_model="numpy", fastmath={"reassoc", "contract"})


def compiled(loop: Loop) -> Loop:
    """Have `loop` compiled when it is first called; what comes of it is kept on disk.

    Indices are not checked: callers vouch for theirs. A number that stands outside the loop has to
    stand in the same file, for what is kept is looked at again only when that file changes.
    """
    try:
        return cast("Loop", _compile(cache=True)(loop))
    except RuntimeError:  # there is no folder to keep it in
        _tell()
        return cast("Loop", _compile()(loop))


@cache
def _tell() -> None:
    log.warning(
        "compiled loops cannot be kept, so each start compiles them anew, for some seconds: "
        "set NUMBA_CACHE_DIR to a folder that can be written"
    )
