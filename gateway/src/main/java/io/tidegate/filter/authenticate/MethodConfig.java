package io.tidegate.filter.authenticate;

import io.tidegate.config.Check;
import io.tidegate.filter.auth.Method;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way to find out who a client is: a mapping of one key.
 *
 * @param anonymous admits who presents no credential at all; only in {@code any}
 */
public record MethodConfig(@Nullable AnonymousConfig anonymous) {
    public MethodConfig {
        long given = Stream.of(anonymous).filter(method -> method != null).count();
        Check.that(given == 1, "must be a mapping of one key, the method's name, got " + given + " keys");
    }

    /** What the configuration calls it. */
    String name() {
        return AnonymousConfig.NAME;
    }

    /** Null for {@code anonymous}, which judges nothing. */
    @Nullable
    Method method() {
        return null;
    }
}
