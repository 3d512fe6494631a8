"""How often a client may ask: a bucket per client that refills steadily."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from webapp.errors import TooManyRequests

MAX_CLIENTS = 10_000


class RateLimit:
    """Lets each client make `per_minute` requests a minute, and as many at once after a pause.

    Parameters
    ----------
    per_minute
        0 sets no limit.
    clock
        Seconds that only grow.
    """

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_minute = per_minute
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def spend(self, client: str) -> None:
        """Count one request.

        Raises
        ------
        TooManyRequests
            With the rule, when the client's bucket is empty.
        """
        if self._per_minute <= 0:
            return
        now = self._clock()
        with self._lock:
            left, then = self._buckets.pop(client, (float(self._per_minute), now))
            left = min(self._per_minute, left + (now - then) * self._per_minute / 60)
            self._buckets[client] = (max(left - 1, 0.0) if left >= 1 else left, now)
            # The client that has been quiet longest has a full bucket by now, or nearly.
            if len(self._buckets) > MAX_CLIENTS:
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyRequests(
                f"More than {self._per_minute} requests in a minute: wait a few seconds"
            )
