package io.tidegate.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is different between two configuration records of the same type. */
public final class ConfigDiff {
    private ConfigDiff() {}

    /** The keys that differ as they stand in the file, {@code ping.timeout}, in the order of the record; never a value. */
    public static List<String> keys(Record before, Record after) {
        List<String> keys = new ArrayList<>();
        collect("", before, after, keys);
        return keys;
    }

    private static void collect(String at, Record before, Record after, List<String> keys) {
        for (RecordComponent component : before.getClass().getRecordComponents()) {
            String key = at + Units.kebab(component.getName());
            Object old = value(component, before);
            Object now = value(component, after);
            boolean mapping = RecordModel.isMapping(component.getType());
            if (mapping && old instanceof Record oldPart && now instanceof Record newPart) {
                collect(key + ".", oldPart, newPart, keys);
            } else if (!Objects.equals(old, now)) {
                keys.add(key);
            }
        }
    }

    private static @Nullable Object value(RecordComponent component, Record config) {
        try {
            return component.getAccessor().invoke(config);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
