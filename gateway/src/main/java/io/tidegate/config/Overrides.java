package io.tidegate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lays {@code KEY=VALUE} of the command line over the file: {@code routes.chat.max-age=1h}, the value in YAML. */
final class Overrides {
    private static final int MAX_DEPTH = 50;

    private final Faults faults;

    Overrides(Faults faults) {
        this.faults = faults;
    }

    Node.Mapping apply(Node.Mapping file, List<String> sets) {
        Node.Mapping result = file;
        for (int i = 0; i < sets.size(); i++) {
            String set = sets.get(i);
            int equals = set.indexOf('=');
            String path = equals < 0 ? set : set.substring(0, equals);
            Place place = Place.ofSet(i, path);
            List<String> keys = List.of(path.split("\\.", -1));
            if (equals < 0 || keys.contains("") || keys.size() > MAX_DEPTH) {
                faults.add(place, "must be KEY=VALUE, such as routes.chat.max-age=1h");
            } else {
                Node value = YamlTree.read(place, set.substring(equals + 1), faults);
                result = with(result, keys, value);
            }
        }
        return result;
    }

    private static Node.Mapping with(Node.Mapping mapping, List<String> keys, Node value) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>(mapping.entries());
        String key = keys.getFirst();
        Place place = value.place().at(0, 0, mapping.place().pathOf(key));
        Node.Entry old = entries.get(key);
        Node below = value;
        if (keys.size() > 1) {
            Node.Mapping inner =
                    old != null && old.value() instanceof Node.Mapping m ? m : new Node.Mapping(place, Map.of());
            below = with(inner, keys.subList(1, keys.size()), value);
        }
        entries.put(key, new Node.Entry(old == null || keys.size() == 1 ? place : old.key(), below));
        return new Node.Mapping(mapping.place(), entries);
    }
}
