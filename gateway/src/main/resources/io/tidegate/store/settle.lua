-- Adds what was taken from limits (generic cell rate algorithm). KEYS: limits. ARGV: for each the microseconds that were taken.
-- Answers for each the microseconds that all nodes together have taken ahead of time.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local ahead = {}
for i, limit in ipairs(KEYS) do
  local arrival = math.max(now, tonumber(redis.call('GET', limit) or '0'))
  arrival = math.max(now, arrival + tonumber(ARGV[i]))
  local left = math.ceil(arrival - now)
  if left > 0 then
    redis.call('SET', limit, string.format('%.1f', arrival), 'PX', math.ceil(left / 1000))
  else
    redis.call('DEL', limit)
  end
  ahead[i] = left
end
return ahead
