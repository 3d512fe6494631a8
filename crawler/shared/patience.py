"""Redis asked again while it is away: a crawl rests meanwhile, and loses nothing."""

from __future__ import annotations

import functools
import logging
import random
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import redis

from crawler.back_off import backoff
from crawler.errors import QueueLostError

logger = logging.getLogger(__name__)
FIRST_WAIT = 0.1
P = ParamSpec("P")
T = TypeVar("T")


class Waiting(Protocol):
    """What `patient` keeps in mind of the object whose methods it makes patient.

    Attributes
    ----------
    patience
        Seconds for which a call goes on trying.
    lost
        Why no call is worth trying any more; None while one is.
    back_at
        When Redis last answered again after it had not, by `time.monotonic`.
    """

    patience: float
    lost: QueueLostError | None
    back_at: float


S = TypeVar("S", bound=Waiting)


def patient(method: Callable[Concatenate[S, P], T]) -> Callable[Concatenate[S, P], T]:
    """Make a method that asks Redis try again while it is away.

    The method must be safe to repeat, also when it was done and only its answer was lost. It
    blocks: nothing can be asked for without the queue.

    Raises
    ------
    QueueLostError
        When Redis stayed away for all of `Waiting.patience`, now or before.
    """

    @functools.wraps(method)
    def call(self: S, /, *arguments: P.args, **named: P.kwargs) -> T:
        if self.lost:
            raise self.lost
        deadline, tries = time.monotonic() + self.patience, 0
        while True:
            try:
                found = method(self, *arguments, **named)
            except (redis.ConnectionError, redis.TimeoutError) as error:
                tries += 1
                _rest(self, error, deadline - time.monotonic(), tries)
            else:
                if tries:
                    logger.warning("Redis answers again; the crawl goes on")
                    self.back_at = time.monotonic()
                return found

    return call


def _rest(waiting: Waiting, error: Exception, left: float, tries: int) -> None:
    if left <= 0:
        waiting.lost = QueueLostError(
            f"Redis stayed away for {waiting.patience:.0f} s ({error}). What was stored is safe; "
            "start it and run the same command again to go on"
        )
        raise waiting.lost from error
    if tries == 1:
        logger.warning("Redis does not answer (%s); the crawl rests, at most %.0f s", error, left)
    time.sleep(min(left, backoff(FIRST_WAIT, min(tries, 5), random.Random())))
