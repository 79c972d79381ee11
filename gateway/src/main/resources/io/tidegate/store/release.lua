-- KEYS: a set. ARGV: the member that leaves it.
return {redis.call('ZREM', KEYS[1], ARGV[1])}
