package io.tidegate.filter;

import io.tidegate.protocol.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A client's stay, as filters may wait for its end. Confined. */
public final class Stay {
    private static final Logger LOG = LoggerFactory.getLogger(Stay.class);

    private @Nullable List<Consumer<Ending>> told;

    /**
     * {@code listener} is told once how the stay ended, in whatever phase: refused (the code is an HTTP status then), gone before 101,
     * or as a session; on the event loop.
     */
    public void onEnd(Consumer<Ending> listener) {
        if (told == null) {
            told = new ArrayList<>(2);
        }
        told.add(listener);
    }

    /** The stay has ended. Called once. */
    public void ended(Ending ending) {
        if (told == null) {
            return;
        }
        for (Consumer<Ending> listener : told) {
            try {
                listener.accept(ending);
            } catch (RuntimeException
                    | LinkageError e) { // a fault of one filter; the others are not to lose what they count
                LOG.error("a filter failed when it was told of an ending", e);
            }
        }
        told = null;
    }
}
