"""What Redis does in one step for the workers of a crawl: its scripts, in Lua."""

from __future__ import annotations

# Puts a request on the queue, unless it is to be there once and was: 0 then. The most urgent come
# first, then in their order. In one step: half of it would be a request that was seen but is not
# waiting.
ADD = """
if ARGV[4] == '1' and redis.call('SADD', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[3], redis.call('INCR', KEYS[4]) - tonumber(ARGV[3]) * 1e9, ARGV[1])
return 1
"""
# All times are those of the Redis server: the machines' clocks may differ.
_NOW = "local t = redis.call('TIME') local now = t[1] + t[2] / 1e6 "
# Takes the most urgent request: into this worker's hands, with no answer yet (0).
TAKE = """
local found = redis.call('ZRANGE', KEYS[1], 0, 0)
if #found == 0 then return nil end
redis.call('ZREM', KEYS[1], found[1])
redis.call('ZADD', KEYS[2], 0, found[1])
return {found[1], redis.call('HGET', KEYS[3], found[1])}
"""
# Gives a turn to ask (0), or tells how many seconds to wait; -1 when the crawl was stopped.
TURN = (
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
REST = (
    _NOW
    + """
local until_ = math.max(now + tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or 0))
redis.call('SET', KEYS[1], until_)
"""
)
# Tells that this worker lives; what it was answered long ago is off its hands.
BEAT = (
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
ANSWERED = _NOW + "for _, name in ipairs(ARGV) do redis.call('ZADD', KEYS[1], 'XX', now, name) end"
# Counts what waits, what this worker has no answer to or had one a moment ago, and all that the
# others have in hand: until it is stored they may die, and then it is for this worker to ask.
OPEN = (
    _NOW
    + """
local number = redis.call('ZCARD', KEYS[1]) + redis.call('ZCOUNT', KEYS[2], 0, 0)
number = number + redis.call('ZCOUNT', KEYS[2], now - tonumber(ARGV[1]), '+inf')
for at = 3, #KEYS do number = number + redis.call('ZCARD', KEYS[at]) end
return number
"""
)
# Puts back what a worker had in hand who is silent, or who leaves, and gives its turns to others.
PUT_BACK = """
for _, name in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  redis.call('ZADD', KEYS[2], 0, name)
end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[3], ARGV[1])
for _, turn in ipairs(redis.call('ZRANGE', KEYS[4], 0, -1)) do
  if string.sub(turn, 1, #ARGV[1]) == ARGV[1] then redis.call('ZREM', KEYS[4], turn) end
end
"""
SILENT = _NOW + "return redis.call('ZRANGEBYSCORE', KEYS[1], 0, now - tonumber(ARGV[1]))"

ALL = (ADD, TAKE, TURN, REST, BEAT, ANSWERED, OPEN, PUT_BACK, SILENT)
