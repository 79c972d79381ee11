package io.tidegate.admin;

import io.netty.util.NetUtil;
import io.tidegate.protocol.Ending;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.SessionView;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds sessions by a part of any text that is known of them, whatever its case. Immutable.
 *
 * @param lowerCase null finds all
 */
record SessionSearch(@Nullable String lowerCase) implements Predicate<Journey> {
    static SessionSearch of(@Nullable String text) {
        return new SessionSearch(text == null ? null : text.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean test(Journey journey) {
        return isIn(
                journey.sessionId(),
                host(journey.client()),
                journey.path(),
                SessionsApi.subjectOf(journey),
                journey.route(),
                journey.upstream(),
                journey.endpoint(),
                journey.requestId(),
                journey.subprotocol(),
                journey.listener(),
                journey.traceId());
    }

    /** Of a session that has ended: also by the reason of its end. */
    boolean test(SessionView session, Ending ending) {
        return isIn(
                session.id(),
                session.client(),
                session.path(),
                session.principal(),
                session.route(),
                session.upstream(),
                session.endpoint(),
                session.requestId(),
                session.subprotocol(),
                session.listener(),
                session.trace(),
                ending.reason());
    }

    private boolean isIn(@Nullable String... texts) {
        String sought = lowerCase;
        return sought == null
                || Arrays.stream(texts)
                        .anyMatch(text ->
                                text != null && text.toLowerCase(Locale.ROOT).contains(sought));
    }

    private static @Nullable String host(@Nullable InetSocketAddress client) {
        return client == null || client.getAddress() == null ? null : NetUtil.toAddressString(client.getAddress());
    }
}
