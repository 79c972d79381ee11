-- Enters members into sets anew. KEYS: a set for each member. ARGV: milliseconds that they count for, then the members.
local time = redis.call('TIME')
local untilMillis = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[1]
for i, set in ipairs(KEYS) do
  redis.call('ZADD', set, string.format('%.0f', untilMillis), ARGV[i + 1])
  redis.call('PEXPIRE', set, ARGV[1])
end
return {}
