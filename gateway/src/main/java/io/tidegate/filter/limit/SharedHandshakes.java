package io.tidegate.filter.limit;

import io.tidegate.config.Stored.OnFailure;
import io.tidegate.filter.Admission;
import io.tidegate.protocol.Cause;
import io.tidegate.store.Leases;
import io.tidegate.store.Script;
import io.tidegate.store.SharedStore;
import io.tidegate.time.Jitter;
import io.tidegate.time.Pace;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Handshakes and sessions of one limit that all nodes count together, in Redis. Shared. */
final class SharedHandshakes {
    private static final Script ADMIT = Script.of(SharedHandshakes.class, "admit.lua");

    private final HandshakeLimits.Config config;
    private final Supplier<@Nullable SharedStore> store;
    private final @Nullable Pace pace;
    private final OnFailure onFailure;

    /** @param store has it once the gateway has started */
    SharedHandshakes(HandshakeLimits.Config config, Supplier<@Nullable SharedStore> store) {
        this.config = config;
        this.store = store;
        this.pace = config.pace();
        this.onFailure = Objects.requireNonNullElse(config.onStoreFailure(), OnFailure.LOCAL);
    }

    /** What holds where Redis is known not to answer; null if it is to be asked, or this node judges alone. */
    @Nullable
    Admission withoutAsking() {
        return store().isUp() || onFailure == OnFailure.LOCAL ? null : withoutAnswer();
    }

    /**
     * Whether one more session of {@code key} may come in. It is counted until {@link #leave} then.
     *
     * @return completed on any thread, never with a failure
     */
    CompletionStage<Admission> admit(String key, String session) {
        int most = Objects.requireNonNullElse(config.sessions(), 0);
        long cost = pace == null ? 0 : pace.costNanos(1);
        long tolerance = pace == null ? 0 : pace.toleranceNanos(cost);
        List<String> arguments =
                List.of(Integer.toString(most), session, Long.toString(Leases.MILLIS), micros(cost), micros(tolerance));
        return store().run(ADMIT, List.of(sessions(key), handshakes(key)), arguments)
                .handle((answer, failure) -> {
                    Admission admission = answer == null ? withoutAnswer() : admission(answer);
                    if (admission == Admission.Pass.ADMIT && most > 0) {
                        store().leases().hold(sessions(key), session);
                    }
                    return admission;
                });
    }

    /** A session that was admitted has ended. */
    void leave(String key, String session) {
        if (config.sessions() != null) {
            store().leases().release(sessions(key), session);
        }
    }

    private Admission withoutAnswer() {
        return switch (onFailure) {
            case LOCAL, ALLOW -> Admission.Pass.ADMIT;
            case REFUSE ->
                new Admission.Refuse(503, Cause.OVERLOAD, "Limits cannot be checked at the moment.", Jitter.soon());
        };
    }

    private static Admission admission(List<Object> answer) {
        long said = (Long) answer.get(0);
        if (said == 0) {
            return Admission.Pass.ADMIT;
        }
        return said == 1
                ? HandshakeRule.tooManySessions()
                : HandshakeRule.tooManyHandshakes(
                        Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos((Long) answer.get(1))));
    }

    private String sessions(String key) {
        return name("sessions", key);
    }

    private String handshakes(String key) {
        return name("handshakes", key);
    }

    /** Redis is not told who they are. */
    private String name(String what, String key) {
        return store().prefix() + what + ":" + config.scope() + ":" + LimitKey.hash(key);
    }

    private static String micros(long nanos) {
        return Double.toString(nanos / 1000.0);
    }

    private SharedStore store() {
        return Objects.requireNonNull(store.get(), "no store, though the configuration must have redis");
    }
}
