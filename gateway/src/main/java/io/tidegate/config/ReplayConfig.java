package io.tidegate.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the next endpoint of a session is told of what the one before was told: {@code preset}, {@code rules}, or both.
 *
 * @param preset a known protocol
 * @param subscriptions how messages look with the preset {@code json-subscribe}
 * @param rules for other messages, the first that fits counts; not with the preset {@code graphql-transport-ws}
 * @param messages that are recorded of a session; one that builds up more ends with its endpoint. 1 to 100,000
 * @param bytes of them all; 1 KiB to 64 MiB
 */
public record ReplayConfig(
        @Nullable Preset preset,
        @Nullable SubscriptionsConfig subscriptions,
        List<RuleConfig> rules,
        @Default("1000") int messages,
        @Default("256KiB") ByteSize bytes) {

    /** Protocols whose messages are known. */
    public enum Preset {
        GRAPHQL_TRANSPORT_WS,
        JSON_SUBSCRIBE
    }

    public ReplayConfig {
        rules = List.copyOf(rules);
        Check.that(preset != null || !rules.isEmpty(), "preset or rules must be given");
        Check.that(
                subscriptions == null || preset == Preset.JSON_SUBSCRIBE,
                "subscriptions must not be set without preset: json-subscribe");
        Check.that(
                rules.isEmpty() || preset != Preset.GRAPHQL_TRANSPORT_WS,
                "rules must not be set with preset: graphql-transport-ws");
        Check.between("messages", messages, 1, 100_000);
        Check.between("bytes", bytes, new ByteSize(1024), ByteSize.ofMiB(64));
    }

    /**
     * JSON messages that subscribe to one thing each.
     *
     * @param type JSON pointer to what says what a message is
     * @param subscribe values of it that subscribe
     * @param unsubscribe values of it, from either side, that end the subscription
     * @param acknowledged values of it by which the endpoint answers {@code subscribe}: the client gets that answer once
     * @param key JSON pointer to what is subscribed to
     */
    public record SubscriptionsConfig(
            @Default("/type") String type,
            @Default("[subscribe]") List<String> subscribe,
            @Default("[unsubscribe]") List<String> unsubscribe,
            List<String> acknowledged,
            @Default("/channel") String key) {
        /** Where the file says nothing. */
        public static final SubscriptionsConfig STANDARD =
                new SubscriptionsConfig("/type", List.of("subscribe"), List.of("unsubscribe"), List.of(), "/channel");

        public SubscriptionsConfig {
            subscribe = List.copyOf(subscribe);
            unsubscribe = List.copyOf(unsubscribe);
            acknowledged = List.copyOf(acknowledged);
            Check.pointer("type", type);
            Check.pointer("key", key);
            Check.that(!subscribe.isEmpty(), "subscribe must list at least one value");
            Check.that(!unsubscribe.isEmpty(), "unsubscribe must list at least one value");
        }

        /** The same as a rule. */
        public RuleConfig rule() {
            return new RuleConfig(
                    new MessageMatchConfig(type, subscribe, null),
                    key,
                    new MessageMatchConfig(type, unsubscribe, null),
                    acknowledged.isEmpty() ? null : new MessageMatchConfig(type, acknowledged, null),
                    false);
        }
    }

    /**
     * One kind of message.
     *
     * @param record messages of the client to be recorded
     * @param key JSON pointer to what tells them apart: of those with the same value the last counts. Where absent, it is what
     *     follows a {@code prefix}; without either only the last message counts
     * @param forget messages of either side by which the recorded one with the same key is forgotten
     * @param swallow messages of the endpoint that answer a recorded one: the client gets that answer once
     * @param await nothing else goes to the next endpoint before the answer to this one has come
     */
    public record RuleConfig(
            MessageMatchConfig record,
            @Nullable String key,
            @Nullable MessageMatchConfig forget,
            @Nullable MessageMatchConfig swallow,
            @Default("false") boolean await) {
        public RuleConfig {
            if (key != null) {
                Check.pointer("key", key);
            }
            Check.that(!await || swallow != null, "await must not be set without swallow");
        }
    }
}
