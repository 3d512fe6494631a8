"""How often a client may ask: a bucket per client that refills steadily.

The buckets lie in memory that forked workers share, so that a client has one, whoever answers.
"""

from __future__ import annotations

import mmap
import secrets
import threading
import time
from collections.abc import Callable
from hashlib import blake2b

import numpy as np

from webapp.errors import TooManyRequests

# Clients whose names fall on the same slot share a bucket; there are plenty.
SLOTS = 1 << 15


class RateLimit:
    """Lets each client make `per_minute` requests a minute, and as many at once after a pause.

    Parameters
    ----------
    per_minute
        0 sets no limit.
    clock
        Seconds that only grow, the same in all processes of the machine.
    """

    def __init__(self, per_minute: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        # (spent, when) of each slot. Two workers that write at one moment may forget a request.
        memory = mmap.mmap(-1, SLOTS * 16)
        self._buckets = np.frombuffer(memory, dtype=np.float64).reshape(SLOTS, 2)
        # Nobody outside can tell which names fall together.
        self._key = secrets.token_bytes(16)
        self._lock = threading.Lock()

    def spend(self, client: str, cost: float = 1.0) -> None:
        """Count one request that is as dear as `cost` plain ones.

        Raises
        ------
        TooManyRequests
            With the rule, when the client's bucket is empty.
        """
        if self._per_minute <= 0:
            return
        bucket = self._buckets[self._slot(client)]
        now = self._clock()
        with self._lock:
            spent, then = bucket
            spent = max(0.0, spent - (now - then) * self._per_minute / 60)
            is_over = spent + min(cost, self._per_minute) > self._per_minute
            bucket[:] = (spent if is_over else spent + cost, now)
        if is_over:
            raise TooManyRequests(
                f"More than {self._per_minute:g} requests in a minute: wait a few seconds"
            )

    def _slot(self, client: str) -> int:
        digest = blake2b(client.encode(), digest_size=4, key=self._key).digest()
        return int.from_bytes(digest, "little") % SLOTS
