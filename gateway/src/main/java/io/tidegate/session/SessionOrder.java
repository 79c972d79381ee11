package io.tidegate.session;

import io.tidegate.protocol.Side;
import io.tidegate.telemetry.Journey;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** In which order sessions are listed; those that are equal come by their ids. Immutable. */
public record SessionOrder(Key key, boolean descending) implements Comparator<SessionOrder.Place> {
    public static final SessionOrder BY_ID = new SessionOrder(Key.ID, false);

    /** By what. */
    public enum Key {
        ID,
        CLIENT,
        ROUTE,
        ENDPOINT,
        PHASE,
        AGE,
        CLIENT_MESSAGES,
        UPSTREAM_MESSAGES,
        CLIENT_BYTES,
        UPSTREAM_BYTES,
        CLIENT_RTT,
        UPSTREAM_RTT
    }

    /**
     * Where a session stood when it was looked at.
     *
     * @param number what it is ordered by, if that is a number
     * @param text if it is not
     */
    public record Place(long number, String text, String id) {}

    @Override
    public int compare(Place a, Place b) {
        int byNumber = Long.compare(a.number, b.number);
        int byValue = byNumber == 0 ? a.text.compareTo(b.text) : byNumber;
        return byValue == 0 ? a.id.compareTo(b.id) : descending ? -byValue : byValue;
    }

    /** Called on the journey's loop. */
    Place placeOf(Journey journey) {
        return switch (key) {
            case ID -> place(journey, 0);
            case CLIENT -> place(journey, host(journey.client()));
            case ROUTE -> place(journey, journey.route());
            case ENDPOINT -> place(journey, journey.endpoint());
            case PHASE -> place(journey, journey.phase().label());
            case AGE -> place(journey, -journey.acceptedMillis());
            case CLIENT_MESSAGES -> place(journey, journey.from(Side.CLIENT).messages());
            case UPSTREAM_MESSAGES -> place(journey, journey.from(Side.UPSTREAM).messages());
            case CLIENT_BYTES -> place(journey, journey.from(Side.CLIENT).bytes());
            case UPSTREAM_BYTES -> place(journey, journey.from(Side.UPSTREAM).bytes());
            case CLIENT_RTT -> place(journey, journey.rttNanos(Side.CLIENT));
            case UPSTREAM_RTT -> place(journey, journey.rttNanos(Side.UPSTREAM));
        };
    }

    private static Place place(Journey journey, long number) {
        return new Place(number, "", journey.sessionId());
    }

    private static Place place(Journey journey, @Nullable String text) {
        return new Place(0, Objects.requireNonNullElse(text, ""), journey.sessionId());
    }

    private static @Nullable String host(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? null
                : address.getAddress().getHostAddress();
    }
}
