-- Takes a place among the sessions of a key and a permit of its rate (generic cell rate algorithm), or neither.
-- KEYS: sessions, handshakes. ARGV: most sessions (0: any number), the session, milliseconds that it counts for,
-- microseconds that a handshake costs (0: any rate), microseconds that may have been taken ahead.
-- Answers 0 if both were had; 1 if there are too many sessions; 2 if there were too many handshakes, and microseconds to wait.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local most = tonumber(ARGV[1])
if most > 0 then
  redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', math.floor(now / 1000)))
  if redis.call('ZCARD', KEYS[1]) >= most then
    return {1, 0}
  end
end
local cost = tonumber(ARGV[4])
if cost > 0 then
  local ahead = math.max(0, tonumber(redis.call('GET', KEYS[2]) or '0') - now)
  local wait = math.ceil(ahead - tonumber(ARGV[5]))
  if wait > 0 then
    return {2, wait}
  end
  local arrival = now + ahead + cost
  redis.call('SET', KEYS[2], string.format('%.1f', arrival), 'PX', math.ceil((ahead + cost) / 1000))
end
if most > 0 then
  redis.call('ZADD', KEYS[1], string.format('%.0f', math.floor(now / 1000) + ARGV[3]), ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return {0, 0}
