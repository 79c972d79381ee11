package io.tidegate.telemetry;

import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Meters of one name, told apart by the values of their labels; each made when first needed. Shared. */
final class Family<M> {
    private final ConcurrentHashMap<List<String>, M> byValues = new ConcurrentHashMap<>();
    private final List<String> labels;
    private final Function<Tags, M> maker;

    Family(List<String> labels, Function<Tags, M> maker) {
        this.labels = labels;
        this.maker = maker;
    }

    /** @param values as many as labels, in their order; a value not known is null and shows as {@code none} */
    M with(@Nullable String... values) {
        String[] known = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            String value = values[i];
            known[i] = value == null ? "none" : value;
        }
        M made = byValues.get(Arrays.asList(known));
        return made != null ? made : byValues.computeIfAbsent(List.of(known), this::make);
    }

    /** As {@link #with}, of values that are known; null if that meter was never needed. */
    @Nullable
    M find(String... values) {
        return byValues.get(Arrays.asList(values));
    }

    /** Forgets the meters whose values are refused by {@code stays}, each handed to {@code onGone}. */
    void retain(Predicate<List<String>> stays, Consumer<M> onGone) {
        for (List<String> values : List.copyOf(byValues.keySet())) {
            M gone = stays.test(values) ? null : byValues.remove(values);
            if (gone != null) {
                onGone.accept(gone);
            }
        }
    }

    void forEach(BiConsumer<List<String>, M> visitor) {
        byValues.forEach(visitor);
    }

    private M make(List<String> values) {
        List<Tag> tags = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            tags.add(Tag.of(labels.get(i), values.get(i)));
        }
        return maker.apply(Tags.of(tags));
    }
}
