package io.tidegate.filter;

import io.tidegate.filter.MessageWatch.Sight;
import io.tidegate.protocol.Side;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The message filters of one session, in the order of the configuration. Confined. */
public final class MessageFilters {
    /** Of a session that passes messages on unread. */
    public static final MessageFilters UNREAD = new MessageFilters(FilterChain.EMPTY);

    private final @Nullable MessageFilter[] byPlace;
    private final List<String> names;
    private final Verdicts verdicts;
    private @Nullable MessageWatch watch;

    /** @param chain of the session; filters that judge no messages are passed over */
    public MessageFilters(FilterChain chain) {
        List<? extends Filter> filters = chain.filters();
        this.names = chain.names();
        this.verdicts = chain.verdicts();
        this.byPlace = new MessageFilter[filters.size()];
        for (int place = 0; place < byPlace.length; place++) {
            byPlace[place] = filters.get(place) instanceof MessageFilter reads ? reads : null;
        }
    }

    /** The filter that the list had at {@code place}; null if that judges no messages. */
    public @Nullable MessageFilter at(int place) {
        return place < byPlace.length ? byPlace[place] : null;
    }

    /** What the configuration calls the filter at {@code place}. */
    public String nameAt(int place) {
        return names.get(place);
    }

    /** From the next message on {@code onlooker} is shown each; null for nobody. Not for {@link #UNREAD}, which many have in common. */
    public void watch(@Nullable MessageWatch onlooker) {
        watch = onlooker;
    }

    /** From the start: shown to whom {@code before} is shown. */
    public MessageFilters watchedAs(MessageFilters before) {
        watch = before.watch;
        return this;
    }

    @Nullable
    Sight show(Side from, Message message) {
        return watch == null ? null : watch.onMessage(from, message);
    }

    Verdicts verdicts() {
        return verdicts;
    }

    int places() {
        return byPlace.length;
    }
}
