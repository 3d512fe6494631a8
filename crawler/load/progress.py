"""How much of a file was read: a bar on a terminal, a line every ten seconds elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import NoReturn, Self

from tqdm import tqdm

PLAIN_SECONDS = 10.0


class Progress:
    """Shows on standard error how many of a file's bytes were read."""

    def __init__(self, label: str, size: int) -> None:
        self._label = label
        self._size = max(1, size)
        self._bar: tqdm[NoReturn] | None = None
        self._spoken = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._bar = tqdm(
                total=self._size, desc=self._label, unit="B", unit_scale=True, leave=False
            )
        return self

    def tell(self, position: int) -> None:
        """Say that so many bytes were read from the start of the file."""
        if self._bar is not None:
            self._bar.update(position - self._bar.n)
        elif time.monotonic() - self._spoken > PLAIN_SECONDS:
            self._spoken = time.monotonic()
            sys.stderr.write(f"{self._label} {100 * position // self._size} %\n")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()
