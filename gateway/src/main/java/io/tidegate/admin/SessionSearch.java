package io.tidegate.admin;

import io.netty.util.NetUtil;
import io.tidegate.telemetry.Journey;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds sessions by a part of any text that is known of them, whatever its case. Immutable. */
record SessionSearch(String lowerCase) implements Predicate<Journey> {
    static Predicate<Journey> of(@Nullable String text) {
        return text == null ? journey -> true : new SessionSearch(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public boolean test(Journey journey) {
        return isIn(journey.sessionId())
                || isIn(host(journey.client()))
                || isIn(journey.path())
                || isIn(SessionsApi.subjectOf(journey))
                || isIn(journey.route())
                || isIn(journey.upstream())
                || isIn(journey.endpoint())
                || isIn(journey.requestId())
                || isIn(journey.subprotocol())
                || isIn(journey.listener());
    }

    private boolean isIn(@Nullable String text) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    private static @Nullable String host(@Nullable InetSocketAddress client) {
        return client == null || client.getAddress() == null ? null : NetUtil.toAddressString(client.getAddress());
    }
}
