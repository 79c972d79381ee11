package io.tidegate.filter.address;

import io.tidegate.config.Units;
import io.tidegate.protocol.ClientBlock;
import io.tidegate.time.Pace;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has failed too often, and is refused for a while: on the whole node, whichever route it failed on. For a bounded number of
 * clients; those that failed longest ago are forgotten first, those that are banned last. Shared: a handshake asks without a lock, a
 * failure takes one.
 */
public final class Bans {
    static final int MOST = 100_000;

    private static final Logger LOG = LoggerFactory.getLogger(Bans.class);
    private static final long LOG_GAP_NANOS = 100_000_000;
    /** Looked at for each failure, so that what is of no use is gone sooner than new comes. */
    private static final int LOOKS = 2;
    /** How many that are banned are passed over before one of them is forgotten. */
    private static final int SECOND_CHANCES = 8;

    private final int most;
    private final Map<ClientBlock, Ban> banned = new ConcurrentHashMap<>();
    private final LinkedHashMap<ClientBlock, Offender> offenders =
            new LinkedHashMap<>(); // guarded by itself; last failed last
    private long toldNanos; // guarded by offenders
    private int untold; // guarded by offenders

    /**
     * One client's ban.
     *
     * @param address an IPv4 address, or an IPv6 block /64
     * @param times how many it has had in a row, this one included
     */
    public record View(String address, Instant since, Instant until, int times) {}

    private record Ban(long sinceNanos, long untilNanos, int times) {
        boolean isOver(long nowNanos) {
            return untilNanos - nowNanos <= 0;
        }
    }

    /** What is remembered of a client that failed. */
    private static final class Offender {
        private long owedUntilNanos;
        private int bans;
        private long freshNanos; // begins anew then

        Offender(long nowNanos) {
            owedUntilNanos = nowNanos;
            freshNanos = nowNanos;
        }

        boolean isForgotten(long nowNanos) {
            return owedUntilNanos - nowNanos <= 0 && freshNanos - nowNanos <= 0;
        }
    }

    public Bans() {
        this(MOST);
    }

    /** @param most clients that are remembered */
    Bans(int most) {
        this.most = most;
        this.toldNanos = System.nanoTime() - LOG_GAP_NANOS;
    }

    /** How long {@code client} is banned yet; 0 if it is not. */
    long remainingNanos(ClientBlock client, long nowNanos) {
        Ban ban = banned.get(client);
        return ban == null ? 0 : Math.max(0, ban.untilNanos() - nowNanos);
    }

    /** {@code client} failed. */
    void failed(ClientBlock client, BanConfig config, long nowNanos) {
        synchronized (offenders) {
            forgetUnused(nowNanos);
            Offender offender = offenders.remove(client);
            if (offender == null || offender.isForgotten(nowNanos)) {
                makeRoom(nowNanos);
                offender = new Offender(nowNanos);
            }
            offenders.put(client, offender); // behind all others
            Pace pace = config.pace();
            long cost = pace.costNanos(1);
            long ahead = Math.max(0, offender.owedUntilNanos - nowNanos);
            if (ahead <= pace.toleranceNanos(cost)) {
                offender.owedUntilNanos = nowNanos + ahead + cost;
            } else if (remainingNanos(client, nowNanos) == 0) {
                ban(client, offender, config, nowNanos);
            }
        }
    }

    private void ban(ClientBlock client, Offender offender, BanConfig config, long nowNanos) {
        int before = offender.freshNanos - nowNanos > 0 ? offender.bans : 0;
        long nanos = config.banNanos(before);
        offender.bans = before + 1;
        offender.owedUntilNanos = nowNanos;
        offender.freshNanos = nowNanos + nanos + config.longest().toNanos();
        banned.put(client, new Ban(nowNanos, nowNanos + nanos, offender.bans));
        if (nowNanos - toldNanos < LOG_GAP_NANOS) {
            untold++;
            return;
        }
        LOG.info(
                "{} is banned for {} after repeated failures, {} times in a row; {} others not logged",
                client,
                Units.format(Duration.ofNanos(nanos)),
                offender.bans,
                untold);
        toldNanos = nowNanos;
        untold = 0;
    }

    /** Ends the ban of {@code client} and forgets its failures. */
    public boolean lift(ClientBlock client) {
        synchronized (offenders) {
            offenders.remove(client);
            Ban ban = banned.remove(client);
            return ban != null && !ban.isOver(System.nanoTime());
        }
    }

    /** Ends all bans and forgets all failures; how many bans those were. */
    public int liftAll() {
        synchronized (offenders) {
            int bans = size();
            offenders.clear();
            banned.clear();
            return bans;
        }
    }

    /** Clients that are banned now. */
    public int size() {
        long now = System.nanoTime();
        return (int) banned.values().stream().filter(ban -> !ban.isOver(now)).count();
    }

    /** Clients that are remembered, banned or not. */
    int remembered() {
        synchronized (offenders) {
            return offenders.size();
        }
    }

    /** The ban of {@code client}, or null. */
    public @Nullable View find(ClientBlock client) {
        Ban ban = banned.get(client);
        long now = System.nanoTime();
        return ban == null || ban.isOver(now) ? null : view(client, ban, now);
    }

    /** The bans that last longest. */
    public List<View> list(int atMost) {
        long now = System.nanoTime();
        return banned.entrySet().stream()
                .filter(entry -> !entry.getValue().isOver(now))
                .sorted(Comparator.comparingLong(entry -> now - entry.getValue().untilNanos()))
                .limit(atMost)
                .map(entry -> view(entry.getKey(), entry.getValue(), now))
                .toList();
    }

    private static View view(ClientBlock client, Ban ban, long nowNanos) {
        Instant now = Instant.now();
        return new View(
                client.toString(),
                now.plusNanos(ban.sinceNanos() - nowNanos),
                now.plusNanos(ban.untilNanos() - nowNanos),
                ban.times());
    }

    private void forgetUnused(long nowNanos) {
        Iterator<Map.Entry<ClientBlock, Offender>> eldest = offenders.entrySet().iterator();
        for (int i = 0; i < LOOKS && eldest.hasNext(); i++) {
            Map.Entry<ClientBlock, Offender> next = eldest.next();
            if (next.getValue().isForgotten(nowNanos)) {
                banned.remove(next.getKey());
                eldest.remove();
            }
        }
    }

    private void makeRoom(long nowNanos) {
        for (int passed = 0; offenders.size() >= most; passed++) {
            Map.Entry<ClientBlock, Offender> eldest = offenders.pollFirstEntry();
            if (passed < SECOND_CHANCES && remainingNanos(eldest.getKey(), nowNanos) > 0) {
                offenders.put(eldest.getKey(), eldest.getValue());
            } else {
                banned.remove(eldest.getKey());
            }
        }
    }
}
