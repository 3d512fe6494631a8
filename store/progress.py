"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from tqdm import tqdm

T = TypeVar("T")
PLAIN_SECONDS = 10.0


def progress(iterable: Iterable[T], total: int, label: str) -> Iterator[T]:
    """Yield from `iterable`, showing on standard error how much of `total` is done.

    Without a terminal a line is written every ten seconds and none for work shorter than that.
    """
    if sys.stderr.isatty():
        yield from tqdm(iterable, total=total, desc=label, unit="", leave=False)
        return
    spoken = time.monotonic()
    for done, item in enumerate(iterable):
        if time.monotonic() - spoken > PLAIN_SECONDS:
            spoken = time.monotonic()
            sys.stderr.write(f"{label}: {done} of {total}\n")
        yield item
