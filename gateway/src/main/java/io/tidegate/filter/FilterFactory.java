package io.tidegate.filter;

import io.tidegate.config.RequestKey;
import java.util.List;
import java.util.function.Function;

/** A configured filter: makes one {@link Filter} a session. Shared between loops, immutable. */
@FunctionalInterface
public interface FilterFactory {
    /** One whose filters read messages, each made by {@code newFilter}, and that has nothing else to tell. */
    static FilterFactory ofMessages(Function<FilterContext, ? extends MessageFilter> newFilter) {
        return new FilterFactory() {
            @Override
            public Filter newFilter(FilterContext context) {
                return newFilter.apply(context);
            }

            @Override
            public boolean readsMessages() {
                return true;
            }
        };
    }

    /** Called on the session's event loop, before the handshake is judged. */
    Filter newFilter(FilterContext context);

    /**
     * Whether its filters may answer {@link FrameVerdict.Pass#DROP} or {@link FrameVerdict.Reply}. Such a route has compression without context
     * takeover, so that a peer can inflate what follows a dropped message (RFC 7692, 7.1.1).
     */
    default boolean mayDrop() {
        return false;
    }

    /**
     * Whether its filters are {@link MessageFilter}s. Such a route takes messages apart: compression ends at the gateway, on
     * either leg, and content is checked.
     */
    default boolean readsMessages() {
        return false;
    }

    /** Names of query parameters that carry credentials, and so are never written to the access log. */
    default List<String> secretParameters() {
        return List.of();
    }

    /** Its configuration is in use from now on: threads and connections may begin. Called once, not on an event loop; does not wait. */
    default void start() {}

    /** Its configuration is used no more, but by sessions that are open already. Called once, if it was started. */
    default void close() {}

    /** What its filters tell users apart by ({@link SessionKeys}), so that what the route does not have can be refused. */
    default List<RequestKey> requestKeys() {
        return List.of();
    }
}
