"""What the workers of one crawl must know of one another, in Redis."""

from __future__ import annotations

import uuid
from typing import Any, Self

import redis
from scrapy.crawler import Crawler

from crawler.database import store_settings
from crawler.errors import ArgumentError

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

# All times are those of the Redis server: the machines' clocks may differ.
_NOW = "local t = redis.call('TIME') local now = t[1] + t[2] / 1e6 "
# Takes the most urgent request: into this worker's hands, with no answer yet (0).
_TAKE = """
local found = redis.call('ZRANGE', KEYS[1], 0, 0)
if #found == 0 then return nil end
redis.call('ZREM', KEYS[1], found[1])
redis.call('ZADD', KEYS[2], 0, found[1])
return {found[1], redis.call('HGET', KEYS[3], found[1])}
"""
# Gives a turn to ask (0), or tells how many seconds to wait; -1 when the crawl was stopped.
_TURN = (
    _NOW
    + """
if redis.call('EXISTS', KEYS[1]) == 1 then return '-1' end
local quiet = tonumber(redis.call('GET', KEYS[2]) or 0)
local following = tonumber(redis.call('GET', KEYS[3]) or 0)
redis.call('ZREMRANGEBYSCORE', KEYS[4], 0, now)
local wait = math.max(quiet, following) - now
if wait > 0 then return tostring(wait) end
if redis.call('ZCARD', KEYS[4]) >= tonumber(ARGV[1]) then return '0.05' end
redis.call('ZADD', KEYS[4], now + tonumber(ARGV[4]), ARGV[3])
redis.call('SET', KEYS[3], now + tonumber(ARGV[2]))
return '0'
"""
)
_REST = (
    _NOW
    + """
local until_ = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], until_)
"""
)
# Tells that this worker lives; what it was answered long ago is off its hands.
_BEAT = (
    _NOW
    + """
redis.call('ZADD', KEYS[1], now, ARGV[1])
local done = redis.call('ZRANGEBYSCORE', KEYS[2], 1, now - tonumber(ARGV[2]))
for _, name in ipairs(done) do
  redis.call('ZREM', KEYS[2], name)
  redis.call('HDEL', KEYS[3], name)
end
"""
)
_ANSWERED = _NOW + "for _, name in ipairs(ARGV) do redis.call('ZADD', KEYS[1], 'XX', now, name) end"
# Counts what waits, what this worker has no answer to or had one a moment ago, and all that the
# others have in hand: until it is stored they may die, and then it is for this worker to ask.
_OPEN = (
    _NOW
    + """
local number = redis.call('ZCARD', KEYS[1]) + redis.call('ZCOUNT', KEYS[2], 0, 0)
number = number + redis.call('ZCOUNT', KEYS[2], now - tonumber(ARGV[1]), '+inf')
for at = 3, #KEYS do number = number + redis.call('ZCARD', KEYS[at]) end
return number
"""
)
# Puts back what a worker had in hand who is silent, or who leaves, and gives its turns to others.
_PUT_BACK = """
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  redis.call('ZADD', KEYS[2], 0, name)
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[3], ARGV[1])
for _, turn in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  if string.sub(turn, 1, #ARGV[1]) == ARGV[1] then redis.call('ZREM', KEYS[4], turn) end
end
"""
_SILENT = _NOW + "return redis.call('ZRANGEBYSCORE', KEYS[1], 0, now - tonumber(ARGV[1]))"


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

    Raises
    ------
    ArgumentError
        When Redis does not answer at `url`.
    """

    def __init__(self, url: str, name: str, worker: str | None = None) -> None:
        self.worker = worker or uuid.uuid4().hex
        self._prefix = f"animematcher:{name}"
        try:
            # Its answers are typed as all that any command may give: Any says as much.
            self._redis: Any = redis.Redis.from_url(
                url, socket_timeout=20, socket_connect_timeout=5
            )
            self._redis.ping()
        except (redis.RedisError, ValueError) as error:
            raise ArgumentError(
                f"CRAWL_QUEUE={url}: Redis does not answer ({error}); start it, or leave "
                "CRAWL_QUEUE empty to crawl alone"
            ) from error
        self._run = {
            script: self._redis.register_script(script)
            for script in (_TAKE, _TURN, _REST, _BEAT, _ANSWERED, _OPEN, _PUT_BACK, _SILENT)
        }

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the board of a crawl: that of its spider and database. A process is a worker."""
        database = store_settings(crawler.settings).mongodb_database
        name = f"{crawler.spidercls.name}:{database}"
        return cls(crawler.settings["CRAWL_QUEUE"], name, _THIS_PROCESS)

    def join(self) -> None:
        """Begin to work; the first worker forgets why an earlier crawl was stopped."""
        self.put_back_silent()
        if not self._redis.exists(self._key("workers")):
            self._redis.delete(*map(self._key, ("stopped", "refused", "asking")))
        self.beat()

    def add(self, name: str, request: bytes, priority: int, *, is_once: bool) -> bool:
        """Put a request on the queue; False when it `is_once` and was there before."""
        if is_once and not self._redis.sadd(self._key("seen"), name):
            return False
        if not is_once:
            name = f"{name}:{uuid.uuid4().hex}"
        order = self._redis.incr(self._key("order"))
        with self._redis.pipeline() as both:
            both.hset(self._key("requests"), name, request)
            # Urgent first, then in the order in which they came.
            both.zadd(self._key("waiting"), {name: order - priority * 1e9})
            both.execute()
        return True

    def take(self) -> tuple[str, bytes] | None:
        """Return the name and body of the most urgent request; None when none waits."""
        found = self._call(_TAKE, "waiting", f"hand:{self.worker}", "requests")
        return (found[0].decode(), found[1]) if found else None

    def answered(self, *names: str) -> None:
        """Note that requests were answered: what came of them is stored before long."""
        self._call(_ANSWERED, f"hand:{self.worker}", arguments=[*names])

    def all_answered(self) -> None:
        """Note that no request in this worker's hand waits for an answer any more."""
        open_ = self._redis.zrangebyscore(self._key(f"hand:{self.worker}"), 0, 0)
        if open_:
            self.answered(*(name.decode() for name in open_))

    @property
    def is_done(self) -> bool:
        """Whether nothing waits, and nothing may come of what any worker has in hand."""
        workers = {name.decode() for name in self._redis.zrange(self._key("workers"), 0, -1)}
        hands = [f"hand:{name}" for name in (self.worker, *(workers - {self.worker}))]
        return not self._call(_OPEN, "waiting", *hands, arguments=[READ_AFTER])

    def beat(self) -> None:
        """Tell the others that this worker lives."""
        hand = f"hand:{self.worker}"
        self._call(_BEAT, "workers", hand, "requests", arguments=[self.worker, STORED_AFTER])
        for key in ("workers", "seen", "requests", "waiting", "order", hand):
            self._redis.expire(self._key(key), FORGOTTEN_AFTER)

    def put_back_silent(self) -> int:
        """Put back what dead workers had in hand; return how many of them there were."""
        silent = self._call(_SILENT, "workers", arguments=[LONGEST_SILENCE])
        for worker in silent:
            self._put_back(worker.decode())
        return len(silent)

    def leave(self, *, is_whole: bool) -> None:
        """End this worker's part; the last one of a crawl that `is_whole` clears all away."""
        if is_whole:
            self._redis.delete(self._key(f"hand:{self.worker}"))
        self._put_back(self.worker)
        if is_whole and not self._redis.exists(self._key("workers")) and self.is_done:
            keys = list(self._redis.scan_iter(f"{self._prefix}:*"))
            self._redis.delete(*keys)

    def turn(self, n_at_once: int, delay: float, name: str) -> float:
        """Return 0 for a turn to ask, the seconds to wait for one, or -1 when all must stop."""
        keys = ("stopped", "quiet", "following", "asking")
        arguments = [n_at_once, delay, self._turn(name), LONGEST_ANSWER]
        return float(self._call(_TURN, *keys, arguments=arguments))

    def end_turn(self, name: str) -> None:
        """Give the turn back."""
        self._redis.zrem(self._key("asking"), self._turn(name))

    def rest(self, seconds: float) -> None:
        """Let every worker wait."""
        self._call(_REST, "quiet", arguments=[seconds])

    def refused(self, url: str) -> int:
        """Note a refusal; return how many addresses were refused in a row, by all workers."""
        self._redis.sadd(self._key("refused"), url)
        return int(self._redis.scard(self._key("refused")))

    def let_in(self) -> None:
        """Note that the site answers: the run of refusals is over."""
        self._redis.delete(self._key("refused"))

    def stop(self) -> None:
        """Stop every worker, now and within the next hour."""
        self._redis.set(self._key("stopped"), 1, ex=3600)

    def close(self) -> None:
        """Close the connection."""
        self._redis.close()

    def _put_back(self, worker: str) -> None:
        keys = (f"hand:{worker}", "waiting", "workers", "asking")
        self._call(_PUT_BACK, *keys, arguments=[worker])

    def _turn(self, name: str) -> str:
        return f"{self.worker}:{name}"

    def _call(self, script: str, *keys: str, arguments: list[Any] | None = None) -> Any:
        return self._run[script](keys=[*map(self._key, keys)], args=arguments or [])

    def _key(self, name: str) -> str:
        return f"{self._prefix}:{name}"
