package io.tidegate.session.replay;

import io.tidegate.config.ReplayConfig;
import io.tidegate.config.ReplayConfig.Preset;
import io.tidegate.config.ReplayConfig.RuleConfig;
import io.tidegate.config.ReplayConfig.SubscriptionsConfig;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A protocol as the configuration describes it. Confined. */
final class Rules implements Protocol {
    private final List<Rule> rules;
    private final Ledger ledger;
    private final Probe probe = new Probe();

    Rules(ReplayConfig config, Room room) {
        this.rules = rules(config);
        this.ledger = new Ledger(config.messages(), config.bytes(), room);
    }

    private static List<Rule> rules(ReplayConfig config) {
        List<RuleConfig> all = new ArrayList<>(config.rules());
        if (config.preset() == Preset.JSON_SUBSCRIBE) {
            all.add(Objects.requireNonNullElse(config.subscriptions(), SubscriptionsConfig.STANDARD)
                    .rule());
        }
        List<Rule> rules = new ArrayList<>(all.size());
        for (RuleConfig rule : all) {
            rules.add(Rule.of(rules.size(), rule));
        }
        return rules;
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        probe.on(message);
        boolean swallowed = from == Side.UPSTREAM && swallows();
        for (Rule rule : rules) {
            forget(rule);
        }
        if (from == Side.CLIENT) {
            record(message);
        }
        return swallowed ? MessageVerdict.Pass.DROP : MessageVerdict.Pass.FORWARD;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    private void record(Message message) {
        for (Rule rule : rules) {
            if (rule.record().selects(probe)) {
                String key = rule.record().key(probe);
                Entry entry = ledger.put(rule.number(), key == null ? "\0" + probe.all() : key, message.keep());
                if (rule.await()) {
                    entry.makeBarrier();
                }
                return;
            }
        }
    }

    /** Whether the message is an answer that the client has had. */
    private boolean swallows() {
        for (Rule rule : rules) {
            Entry answered = answered(rule);
            if (answered != null && answered.isAwaited()) {
                return !answered.answer();
            }
        }
        return false;
    }

    private @Nullable Entry answered(Rule rule) {
        Selector swallow = rule.swallow();
        if (swallow == null || !swallow.selects(probe)) {
            return null;
        }
        String key = swallow.key(probe);
        Entry exact = key == null ? null : ledger.get(rule.number(), key);
        return exact == null && (key == null || key.isEmpty()) ? ledger.oldestAwaited(rule.number()) : exact;
    }

    private void forget(Rule rule) {
        Selector forget = rule.forget();
        if (forget != null && forget.selects(probe)) {
            String key = forget.key(probe);
            if (key != null) {
                ledger.forget(rule.number(), key);
            }
        }
    }
}
