package io.tidegate.filter.transform;

import io.tidegate.config.AllFaults;
import io.tidegate.config.AnyValue;
import io.tidegate.config.Check;
import io.tidegate.filter.expression.Expression;
import io.tidegate.filter.expression.Vocabulary;
import io.tidegate.filter.json.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step as it is taken: what it is for, and what it does, in the order in which that is done. Immutable, shared. */
final class CompiledStep {
    private final String at;
    private final AllFaults faults = new AllFaults();
    private final List<Expression> expressions = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final @Nullable Expression when;

    /**
     * One thing that a step does.
     *
     * @param at where the configuration says so, for the log
     */
    private record Change(String at, Consumer<Draft> does) {}

    /** @param at where the step stands, with a dot at the end */
    CompiledStep(String at, Transform.Step step) {
        this.at = at;
        String condition = step.when();
        this.when = condition == null
                ? null
                : faults.orNull("", () -> Expression.condition("when", condition, Vocabulary.MESSAGE));
        if (when != null) {
            expressions.add(when);
        }
        removals(step);
        renamings(step);
        step.set().forEach(this::setting);
        replacements(step);
        Transform.As kind = step.as();
        if (kind != null) {
            add("as", draft -> draft.be(kind));
        }
        faults.refuseIfAny();
    }

    Stream<Expression> expressions() {
        return expressions.stream();
    }

    /** @throws io.tidegate.filter.json.JsonFault if it cannot be done */
    void apply(Draft draft) {
        if (when != null) {
            draft.at(at, "when");
            if (!draft.holds(when)) {
                return;
            }
        }
        for (Change change : changes) {
            draft.at(at, change.at());
            change.does().accept(draft);
        }
    }

    private void removals(Transform.Step step) {
        for (int i = 0; i < step.remove().size(); i++) {
            String key = "remove[" + i + "]";
            String written = step.remove().get(i);
            Pointer place = part(() -> within(key, written));
            if (place != null) {
                add(key, draft -> draft.edit().remove(place));
            }
        }
    }

    private void renamings(Transform.Step step) {
        step.rename().forEach((written, other) -> {
            String key = "rename." + written;
            Pointer from = part(() -> within(key, written));
            Pointer to = part(() -> within(key, other));
            if (from != null && to != null) {
                add(key, draft -> draft.edit().rename(from, to));
            }
        });
    }

    private void setting(String written, AnyValue value) {
        String key = "set." + written;
        Pointer place = part(() -> pointer(key, written));
        Template template = part(() -> Template.ofJson(key, value));
        if (place != null && template != null) {
            expressions.addAll(template.expressions());
            add(key, draft -> draft.put(place, template));
        }
    }

    private void replacements(Transform.Step step) {
        String unwrap = step.unwrap();
        if (unwrap != null) {
            Pointer place = part(() -> within("unwrap", unwrap));
            if (place != null) {
                add("unwrap", draft -> draft.unwrap(place));
            }
        }
        AnyValue wrap = step.wrap();
        replacement("wrap", wrap == null ? null : part(() -> Template.ofJson("wrap", wrap)));
        String text = step.text();
        replacement("text", text == null ? null : part(() -> Template.ofText("text", text)));
    }

    private void replacement(String key, @Nullable Template template) {
        if (template != null) {
            expressions.addAll(template.expressions());
            add(key, draft -> draft.become(template));
        }
    }

    private void add(String key, Consumer<Draft> does) {
        changes.add(new Change(key, does));
    }

    private <T> @Nullable T part(Supplier<T> made) {
        return faults.orNull("", made);
    }

    private static Pointer pointer(String key, String written) {
        Check.pointer(key, written);
        return Pointer.of(written);
    }

    /** One that is not the message as a whole. */
    private static Pointer within(String key, String written) {
        Check.that(!written.isEmpty(), key + " must be a JSON pointer to a value within the message, got an empty one");
        return pointer(key, written);
    }
}
