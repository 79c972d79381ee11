package io.tidegate.route;

import io.tidegate.config.FilterConfig;
import io.tidegate.config.OnRemovedConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterChain;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FrameFilters;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageFilters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a reload made of a route: another one of the same name, or nothing. Shared, immutable. */
public final class RouteChange {
    private static final Logger LOG = LoggerFactory.getLogger(RouteChange.class);
    private static final int NEW = -1;
    private static final Filter NOTHING = new Filter() {};

    private final Route before;
    private final @Nullable Route next;
    private final boolean leadsElsewhere;
    private final int[] origins;

    /**
     * What a session goes on with.
     *
     * @param filters those whose configuration stayed are the same objects
     * @param admissionChanged whether a filter that judges handshakes came or went, so that this session was admitted by
     *     other rules; or messages are to be read, where this session passes them on unread
     */
    public record Rebound(FrameFilters filters, MessageFilters messages, boolean admissionChanged) {}

    private RouteChange(Route before, @Nullable Route next) {
        this.before = before;
        this.next = next;
        this.leadsElsewhere = next == null || leadsElsewhere(before.config(), next.config());
        this.origins = next == null
                ? new int[0]
                : origins(before.config().filters(), next.config().filters());
    }

    static RouteChange removed(Route before) {
        return new RouteChange(before, null);
    }

    static RouteChange changed(Route before, Route next) {
        return new RouteChange(before, next);
    }

    public Route before() {
        return before;
    }

    /** Null if the route was removed. */
    public @Nullable Route next() {
        return next;
    }

    /** What a later reload made of what this one did; null if nothing yet. */
    public @Nullable RouteChange following() {
        return next == null ? null : next.change();
    }

    /** As the new configuration says; of a removed route, the old one. */
    public OnRemovedConfig onRemoved() {
        return Objects.requireNonNullElse(next, before).config().onRemoved();
    }

    /** Whether a session at {@code upstream} would not have come to be as it is under the new configuration. */
    public boolean leavesBehind(@Nullable String upstream) {
        return next == null || leadsElsewhere || !next.leadsTo(upstream);
    }

    /**
     * For each filter of the configuration {@code after}: the place of the equal one in {@code before}, or below 0. Of
     * several that are equal the first stays the first.
     */
    static int[] origins(List<FilterConfig> before, List<FilterConfig> after) {
        boolean[] taken = new boolean[before.size()];
        int[] origins = new int[after.size()];
        Arrays.fill(origins, NEW);
        for (int place = 0; place < origins.length; place++) {
            for (int old = 0; old < taken.length && origins[place] == NEW; old++) {
                if (!taken[old] && before.get(old).equals(after.get(place))) {
                    taken[old] = true;
                    origins[place] = old;
                }
            }
        }
        return origins;
    }

    /**
     * The filters for a session that has {@code old} ones. Called on its event loop; not for a removed route. Where a filter
     * cannot be made, the session ends with its next frame.
     */
    public Rebound rebind(FrameFilters old, MessageFilters oldMessages, FilterContext context) {
        Route after = Objects.requireNonNull(next);
        boolean beginsToRead = oldMessages == MessageFilters.UNREAD && after.readsMessages() && !before.readsMessages();
        if (after.config().filters().equals(before.config().filters())) {
            return new Rebound(old, oldMessages, beginsToRead);
        }
        boolean admissionChanged = lostHandshakeFilter() || beginsToRead;
        List<Filter> filters = new ArrayList<>(origins.length);
        for (int place = 0; place < origins.length; place++) {
            boolean isNew = origins[place] == NEW;
            Filter filter = isNew ? newFilter(place, context) : kept(origins[place], old, oldMessages);
            admissionChanged |= isNew && filter instanceof HandshakeFilter;
            admissionChanged |= isNew && filter instanceof MessageFilter && oldMessages == MessageFilters.UNREAD;
            filters.add(Objects.requireNonNullElse(filter, NOTHING));
        }
        FilterChain chain = withOwn(oldMessages, new FilterChain(filters, after.filterNames(), context.verdicts()));
        MessageFilters messages =
                oldMessages == MessageFilters.UNREAD ? oldMessages : new MessageFilters(chain).watchedAs(oldMessages);
        return new Rebound(new FrameFilters(chain, old.contextLasts()).watchedAs(old), messages, admissionChanged);
    }

    /** What judges a session's messages without being configured as a filter, behind those that are, stays. */
    private FilterChain withOwn(MessageFilters old, FilterChain chain) {
        int place = before.config().filters().size();
        MessageFilter own = old.at(place);
        return own == null ? chain : chain.followedBy(old.nameAt(place), own);
    }

    private static @Nullable Filter kept(int place, FrameFilters frames, MessageFilters messages) {
        MessageFilter reads = messages.at(place);
        return reads == null ? frames.at(place) : reads;
    }

    private Filter newFilter(int place, FilterContext context) {
        try {
            return Objects.requireNonNull(next).newFilter(place, context);
        } catch (RuntimeException | LinkageError e) { // a plug-in may have been built against other classes
            LOG.error("A filter of route {} was not made for session {}", before.name(), context.sessionId(), e);
            return FrameFilters.REFUSING;
        }
    }

    private boolean lostHandshakeFilter() {
        int[] kept = Arrays.stream(origins).filter(old -> old != NEW).sorted().toArray();
        for (int old = 0; old < before.filters().size(); old++) {
            if (Arrays.binarySearch(kept, old) < 0 && before.judgesHandshakes(old)) {
                return true;
            }
        }
        return false;
    }

    private static boolean leadsElsewhere(RouteConfig before, RouteConfig after) {
        return !before.match().equals(after.match())
                || !before.rewrite().equals(after.rewrite())
                || before.legs().isEmpty() != after.legs().isEmpty();
    }
}
