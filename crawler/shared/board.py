"""What the workers of one crawl must know of one another, in Redis."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Collection
from typing import Any, ClassVar, Self
from weakref import WeakKeyDictionary

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from scrapy.crawler import Crawler

from crawler.database import store_settings
from crawler.errors import ArgumentError, QueueLostError
from crawler.shared import scripts
from crawler.shared.patience import patient

# Seconds. A worker that was not heard of for so long is dead; what it asked for is asked again.
LONGEST_SILENCE = 15
# What was answered so long ago is stored: the pipeline writes at least every five seconds.
STORED_AFTER = 12
# A request that got no answer in this time will get none.
LONGEST_ANSWER = 75
# What was answered less long ago may bring more to ask for.
READ_AFTER = 2
FORGOTTEN_AFTER = 14 * 24 * 3600  # the rest of a crawl that nobody goes on with
_THIS_PROCESS = uuid.uuid4().hex


class Board:
    """The state of one crawl that its workers share.

    Parameters
    ----------
    url
        Of Redis: ``redis://host:6379/0``.
    name
        Of the crawl: its spider and database.
    worker
        Who this is; None makes up a name.
    patience
        Seconds for which a call goes on trying while Redis is away.

    Raises
    ------
    ArgumentError
        When Redis does not answer at `url`.
    QueueLostError
        From any method, when Redis stayed away too long; from `beat` and `is_done` also when it
        came back without this crawl.
    """

    # A crawl asks through one: when that has lost Redis, no part of it waits for it again.
    _of_crawler: ClassVar[WeakKeyDictionary[Crawler, Board]] = WeakKeyDictionary()

    def __init__(
        self, url: str, name: str, worker: str | None = None, patience: float = 60.0
    ) -> None:
        self.worker = worker or uuid.uuid4().hex
        self.patience = patience
        self.lost: QueueLostError | None = None
        self.back_at = -math.inf
        self._crawl: bytes | None = None
        self._prefix = f"animematcher:{name}"
        try:
            # Its answers are typed as all that any command may give: Any says as much.
            # Tried again by `patient`, which tells it.
            self._redis: Any = redis.Redis.from_url(
                url, socket_timeout=20, socket_connect_timeout=5, retry=Retry(NoBackoff(), 0)
            )
            self._redis.ping()
        except (redis.RedisError, ValueError) as error:
            raise ArgumentError(
                f"CRAWL_QUEUE={url}: Redis does not answer ({error}); start it, or leave "
                "CRAWL_QUEUE empty to crawl alone"
            ) from error
        self._run = {script: self._redis.register_script(script) for script in scripts.ALL}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the board of a crawl: that of its spider and database. A process is a worker."""
        if crawler not in cls._of_crawler:
            database = store_settings(crawler.settings).mongodb_database
            name = f"{crawler.spidercls.name}:{database}"
            patience = crawler.settings.getfloat("CRAWL_STORE_PATIENCE")
            url = crawler.settings["CRAWL_QUEUE"]
            cls._of_crawler[crawler] = cls(url, name, _THIS_PROCESS, patience)
        return cls._of_crawler[crawler]  # type: ignore[return-value]

    @patient
    def join(self) -> None:
        """Begin to work; the first worker forgets why an earlier crawl was stopped."""
        self.put_back_silent()
        if not self._redis.exists(self._key("workers")):
            self._redis.delete(*map(self._key, ("stopped", "refused", "asking")))
        self._redis.set(self._key("crawl"), uuid.uuid4().hex, nx=True)
        self._crawl = self._redis.get(self._key("crawl"))
        self.beat()

    @patient
    def add(self, name: str, request: bytes, priority: int, *, is_once: bool) -> bool:
        """Put a request on the queue; False when it `is_once` and was there before."""
        if not is_once:
            name = f"{name}:{uuid.uuid4().hex}"
        arguments = [name, request, priority, int(is_once)]
        return bool(
            self._call(scripts.ADD, "seen", "requests", "waiting", "order", arguments=arguments)
        )

    @patient
    def take(self) -> tuple[str, bytes] | None:
        """Return the name and body of the most urgent request; None when none waits."""
        found = self._call(scripts.TAKE, "waiting", f"hand:{self.worker}", "requests")
        return (found[0].decode(), found[1]) if found else None

    @patient
    def answered(self, *names: str) -> None:
        """Note that requests were answered: what came of them is stored before long."""
        self._call(scripts.ANSWERED, f"hand:{self.worker}", arguments=[*names])

    @patient
    def all_answered(self, known: Collection[str]) -> None:
        """Note that no request in this worker's hand waits for an answer any more.

        One that is not `known` to the worker was lost on its way from Redis: it waits again.
        """
        open_ = self._redis.zrangebyscore(self._key(f"hand:{self.worker}"), 0, 0)
        names = [name.decode() for name in open_]
        if answered := [name for name in names if name in known]:
            self.answered(*answered)
        for name in names:
            if name not in known:
                self._redis.zadd(self._key("waiting"), {name: 0})
                self._redis.zrem(self._key(f"hand:{self.worker}"), name)

    @property
    @patient
    def is_done(self) -> bool:
        """Whether nothing waits, and nothing may come of what any worker has in hand."""
        self._check_is_there()
        workers = {name.decode() for name in self._redis.zrange(self._key("workers"), 0, -1)}
        hands = [f"hand:{name}" for name in (self.worker, *(workers - {self.worker}))]
        return not self._call(scripts.OPEN, "waiting", *hands, arguments=[READ_AFTER])

    @patient
    def beat(self) -> None:
        """Tell the others that this worker lives."""
        self._check_is_there()
        hand = f"hand:{self.worker}"
        self._call(scripts.BEAT, "workers", hand, "requests", arguments=[self.worker, STORED_AFTER])
        for key in ("crawl", "workers", "seen", "requests", "waiting", "order", hand):
            self._redis.expire(self._key(key), FORGOTTEN_AFTER)

    @patient
    def put_back_silent(self) -> int:
        """Put back what dead workers had in hand; return how many of them there were."""
        if time.monotonic() - self.back_at < LONGEST_SILENCE:
            return 0  # nobody could be heard of while Redis was away
        silent = self._call(scripts.SILENT, "workers", arguments=[LONGEST_SILENCE])
        for worker in silent:
            self._put_back(worker.decode())
        return len(silent)

    @patient
    def leave(self, *, is_whole: bool) -> None:
        """End this worker's part; the last one of a crawl that `is_whole` clears all away."""
        if is_whole:
            self._redis.delete(self._key(f"hand:{self.worker}"))
        self._put_back(self.worker)
        if is_whole and not self._redis.exists(self._key("workers")) and self.is_done:
            keys = list(self._redis.scan_iter(f"{self._prefix}:*"))
            self._redis.delete(*keys)

    @patient
    def turn(self, n_at_once: int, delay: float, name: str) -> float:
        """Return 0 for a turn to ask, the seconds to wait for one, or -1 when all must stop."""
        keys = ("stopped", "quiet", "following", "asking")
        arguments = [n_at_once, delay, self._turn(name), LONGEST_ANSWER]
        return float(self._call(scripts.TURN, *keys, arguments=arguments))

    @patient
    def end_turn(self, name: str) -> None:
        """Give the turn back."""
        self._redis.zrem(self._key("asking"), self._turn(name))

    @patient
    def rest(self, seconds: float) -> None:
        """Let every worker wait."""
        self._call(scripts.REST, "quiet", arguments=[seconds])

    @patient
    def refused(self, url: str) -> int:
        """Note a refusal; return how many addresses were refused in a row, by all workers."""
        self._redis.sadd(self._key("refused"), url)
        return int(self._redis.scard(self._key("refused")))

    @patient
    def let_in(self) -> None:
        """Note that the site answers: the run of refusals is over."""
        self._redis.delete(self._key("refused"))

    @patient
    def stop(self) -> None:
        """Stop every worker, now and within the next hour."""
        self._redis.set(self._key("stopped"), 1, ex=3600)

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()

    def _check_is_there(self) -> None:
        if self._redis.get(self._key("crawl")) != self._crawl:
            self.lost = QueueLostError(
                "Redis came back without the queue of this crawl. What was stored is safe; run the "
                "same command again to go on (redis-server --appendonly yes keeps the queue)"
            )
            raise self.lost

    def _put_back(self, worker: str) -> None:
        keys = (f"hand:{worker}", "waiting", "workers", "asking")
        self._call(scripts.PUT_BACK, *keys, arguments=[worker])

    def _turn(self, name: str) -> str:
        return f"{self.worker}:{name}"

    def _call(self, script: str, *keys: str, arguments: list[Any] | None = None) -> Any:
        return self._run[script](keys=[*map(self._key, keys)], args=arguments or [])

    def _key(self, name: str) -> str:
        return f"{self._prefix}:{name}"
