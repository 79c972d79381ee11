package io.tidegate.filter.limit;

import io.tidegate.config.ByteRate;
import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Rate;
import io.tidegate.config.RequestKey;
import io.tidegate.config.Stored;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.From;
import io.tidegate.filter.StoreUser;
import io.tidegate.store.SharedStore;
import io.tidegate.time.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Limits how many messages or bytes may be sent: by a session, by a user, or over a route or the whole node. */
public final class RateLimits implements FilterType<RateLimits.Config>, StoreUser {
    static final String NAME = "rate-limit";

    private static final int MOST_BURST = 1_000_000;
    private static final ByteSize MOST_BYTES = new ByteSize(1L << 40);
    private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final ByName<SharedLimits> named = new ByName<>();
    private final AtomicReference<@Nullable SharedStore> store = new AtomicReference<>();

    /**
     * Settings of {@code rate-limit}.
     *
     * @param from whose messages are counted; {@code both} gives each direction a limit of its own
     * @param of what is counted: messages of either kind ({@code data}) or of one, pings, pongs, or both ({@code control})
     * @param largerThan only what has more bytes counts, 0 B to 1 TiB; a message in several frames does as soon as they have; all
     *     where absent
     * @param messages at most so many, as {@code 50/s}, {@code 600/m} or {@code 1000/h}; pings and pongs count as messages where
     *     {@code of} says so; this or {@code bytes} must be given
     * @param bytes of payload at most, as {@code 1MiB/s}
     * @param burst messages at once after a pause; 1 to 1 million; where absent those of one second, at least 1
     * @param burstBytes bytes at once after a pause; 1 B to 1 TiB; where absent those of one second, at least 1 B
     * @param count bytes as they come, which the frames' headers tell, or {@code inflated}, for which messages are read
     * @param per whom a limit is for: each session, each {@code key} on this route, the route, or the node
     * @param key what tells users apart; only with {@code per: key}, and required there
     * @param name places of one name share their limits, on whatever routes; required with {@code per: node}, allowed with
     *     {@code per: key}; 1 to 64 of the characters {@code A-Z a-z 0-9 . _ -}
     * @param store {@code local}: this node counts alone; {@code redis}: all nodes that say so count together, and {@code name} is required
     * @param onStoreFailure with {@code store: redis}: while Redis does not answer, this node counts alone ({@code local}, where absent),
     *     everything passes, or all is over the limit
     * @param exceed what becomes of a message over the limit: it waits, is left out, is answered with {@code reply} in its place,
     *     ends the session, or passes and is logged
     * @param maxDelay with {@code exceed: delay}: where a message would wait longer, the session ends with 1013; 1 ms to 1 h;
     *     where absent 1 minute for limits that sessions share, none for a session's own
     * @param code that the session ends with, with {@code exceed: close}; 1008 where absent
     * @param reply what the sender gets with {@code exceed: reply}, 1 to 4,096 characters; <code>{rule}</code>,
     *     <code>{limit}</code> and <code>{retry-ms}</code> stand for the limit, and for when to try again
     */
    public record Config(
            @Default("client") From from,
            @Default("data") Kind of,
            @Nullable ByteSize largerThan,
            @Nullable Rate messages,
            @Nullable ByteRate bytes,
            @Nullable Integer burst,
            @Nullable ByteSize burstBytes,
            @Default("wire") Count count,
            @Default("session") Per per,
            @Nullable RequestKey key,
            @Nullable String name,
            @Default("local") Store store,
            @Nullable OnFailure onStoreFailure,
            @Default("delay") Exceed exceed,
            @Nullable Duration maxDelay,
            @Nullable Integer code,
            @Nullable String reply)
            implements Stored {
        public Config {
            Check.that(messages != null || bytes != null, "messages must be given, or bytes, or both");
            checkSizes(largerThan, burst, burstBytes);
            Check.that(messages != null || burst == null, "burst must not be given without messages");
            Check.that(bytes != null || burstBytes == null, "burst-bytes must not be given without bytes");
            Check.that(
                    count == Count.WIRE || bytes != null || largerThan != null,
                    "count must not be inflated without bytes or larger-than");
            Check.that(count == Count.WIRE || of.isData(), "count must not be inflated where of is " + word(of));
            Check.that((per == Per.KEY) == (key != null), "key must be given if per is key, and only then");
            checkName(per, name);
            Stored.check(store, onStoreFailure, name);
            Excess.check(exceed, reply, code);
            Check.that(reply == null || of.isData(), "exceed must not be reply where of is " + word(of));
            Check.that(
                    maxDelay == null || exceed == Exceed.DELAY, "max-delay must not be given unless exceed is delay");
            if (maxDelay != null) {
                Check.between("max-delay", maxDelay, Duration.ofMillis(1), Duration.ofHours(1));
            }
        }

        private static void checkSizes(
                @Nullable ByteSize largerThan, @Nullable Integer burst, @Nullable ByteSize burstBytes) {
            if (largerThan != null) {
                Check.between("larger-than", largerThan, new ByteSize(0), MOST_BYTES);
            }
            if (burst != null) {
                Check.between("burst", burst, 1, MOST_BURST);
            }
            if (burstBytes != null) {
                Check.between("burst-bytes", burstBytes, new ByteSize(1), MOST_BYTES);
            }
        }

        private static void checkName(Per per, @Nullable String name) {
            Check.that(per != Per.NODE || name != null, "name must be given if per is node");
            Check.that(
                    name == null || per == Per.NODE || per == Per.KEY,
                    "name must not be given where per is " + word(per));
            Check.that(
                    name == null || NAMES.matcher(name).matches(),
                    "name must be 1 to 64 of the characters A-Z a-z 0-9 . _ -, got " + name);
        }

        private static String word(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }

        /** What a message must have more than; below 0 where all count. */
        long largerThanBytes() {
            return largerThan == null ? -1 : largerThan.bytes();
        }

        @Nullable
        Pace messagePace() {
            if (messages == null) {
                return null;
            }
            long ofOneSecond = messages.events() / messages.per().toSeconds();
            long atOnce = burst != null ? burst : Math.clamp(ofOneSecond, 1, MOST_BURST);
            return Pace.of(messages.events(), messages.per(), atOnce);
        }

        @Nullable
        Pace bytePace() {
            if (bytes == null) {
                return null;
            }
            long ofOneSecond = bytes.size().bytes() / bytes.per().toSeconds();
            long atOnce = burstBytes != null ? burstBytes.bytes() : Math.max(1, ofOneSecond);
            return Pace.of(bytes.size().bytes(), bytes.per(), atOnce);
        }

        long patienceNanos() {
            if (exceed != Exceed.DELAY) {
                return 0;
            }
            Duration most = per == Per.SESSION ? null : Duration.ofMinutes(1);
            most = maxDelay == null ? most : maxDelay;
            return most == null ? Long.MAX_VALUE : most.toNanos();
        }
    }

    /** What a message's bytes are. */
    public enum Count {
        WIRE,
        INFLATED
    }

    /** Whom a limit is for. */
    public enum Per {
        SESSION,
        KEY,
        ROUTE,
        NODE
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public void use(SharedStore shared) {
        store.set(shared);
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Factory(new RateRule(config, shared(config), store::get));
    }

    private @Nullable SharedLimits shared(Config config) {
        String name = config.name();
        if (name != null) {
            return named.get(config.per() + " " + name, () -> new SharedLimits(name));
        }
        return config.per() == Per.SESSION
                ? null
                : new SharedLimits(config.key() == null ? "route" : "by " + config.key());
    }

    private record Factory(RateRule rule) implements FilterFactory {
        @Override
        public Filter newFilter(FilterContext session) {
            return readsMessages() ? new MessageRates(rule, session) : new FrameRates(rule, session);
        }

        @Override
        public boolean mayDrop() {
            Exceed exceed = rule.config().exceed();
            return !readsMessages() && (exceed == Exceed.DROP || exceed == Exceed.REPLY);
        }

        @Override
        public boolean readsMessages() {
            return rule.config().count() == Count.INFLATED;
        }

        @Override
        public List<RequestKey> requestKeys() {
            RequestKey key = rule.config().key();
            return key == null ? List.of() : List.of(key);
        }
    }
}
