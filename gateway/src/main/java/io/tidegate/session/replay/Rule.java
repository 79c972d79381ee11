package io.tidegate.session.replay;

import io.tidegate.config.MessageMatchConfig;
import io.tidegate.config.ReplayConfig.RuleConfig;
import org.jspecify.annotations.Nullable;

/**
 * One kind of message that is recorded. Shared, immutable.
 *
 * @param number among the rules
 */
record Rule(
        int number,
        Selector record,
        @Nullable Selector forget,
        @Nullable Selector swallow,
        boolean await) {
    static Rule of(int number, RuleConfig config) {
        return new Rule(
                number,
                new Selector(config.record(), config.key()),
                selector(config.forget(), config),
                selector(config.swallow(), config),
                config.await());
    }

    private static @Nullable Selector selector(@Nullable MessageMatchConfig match, RuleConfig config) {
        return match == null ? null : new Selector(match, config.key());
    }
}
