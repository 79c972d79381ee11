package io.tidegate.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Filters as the reader sees them, so that its tests need none that works. */
enum SampleFilters implements FilterCatalog {
    CATALOG;

    record Origins(List<String> allow) {
        Origins {
            Check.that(!allow.isEmpty(), "allow must list at least one origin");
        }
    }

    record RateLimit(
            From from,
            Rate messages,
            int burst,
            @Default("delay") Exceed exceed) {
        enum From {
            CLIENT,
            UPSTREAM
        }

        enum Exceed {
            DELAY,
            DROP,
            CLOSE
        }
    }

    @Override
    public @Nullable Class<? extends Record> configType(String name) {
        return switch (name) {
            case "origins" -> Origins.class;
            case "rate-limit" -> RateLimit.class;
            default -> null;
        };
    }

    @Override
    public Set<String> names() {
        return Set.of("origins", "rate-limit");
    }
}
