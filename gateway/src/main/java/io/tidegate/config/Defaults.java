package io.tidegate.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lays {@code defaults.route}, {@code defaults.upstream} and {@code defaults.listener} below every entry of their kind.
 * The entry's own key wins; mappings are merged key by key, lists are not.
 */
final class Defaults {
    private static final String DEFAULTS = "defaults";

    private final RecordBinder records;
    private final Faults faults;

    /** A kind of entry: its key in {@code defaults}, the key of its map, its record. */
    enum Kind {
        LISTENER("listener", "listeners", ListenerConfig.class),
        UPSTREAM("upstream", "upstreams", UpstreamConfig.class),
        ROUTE("route", "routes", RouteConfig.class);

        final String key;
        final String map;
        final Class<? extends Record> type;

        Kind(String key, String map, Class<? extends Record> type) {
            this.key = key;
            this.map = map;
            this.type = type;
        }
    }

    Defaults(RecordBinder records, Faults faults) {
        this.records = records;
        this.faults = faults;
    }

    /** The file without {@code defaults}, which have been judged and merged. */
    Node.Mapping merge(Node.Mapping file) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>(file.entries());
        Node.Entry defaults = entries.remove(DEFAULTS);
        if (defaults == null) {
            return file;
        }
        if (defaults.value() instanceof Node.Mapping given) {
            records.refuseUnknown(given, List.of(Kind.LISTENER.key, Kind.UPSTREAM.key, Kind.ROUTE.key));
            for (Kind kind : Kind.values()) {
                merge(kind, given.get(kind.key), entries);
            }
        } else {
            refuse(defaults.value());
        }
        return new Node.Mapping(file.place(), entries);
    }

    private void merge(Kind kind, @Nullable Node defaults, Map<String, Node.Entry> file) {
        if (defaults == null) {
            return;
        }
        if (!(defaults instanceof Node.Mapping given)) {
            refuse(defaults);
            return;
        }
        Node.Mapping usable = judged(kind, given);
        Node.Entry map = file.get(kind.map);
        if (map != null && map.value() instanceof Node.Mapping named) {
            Map<String, Node.Entry> merged = new LinkedHashMap<>();
            named.entries().forEach((name, entry) -> merged.put(name, below(entry, usable)));
            file.put(kind.map, new Node.Entry(map.key(), new Node.Mapping(named.place(), merged)));
        }
    }

    /** Judged even if there is no entry to merge into; what an entry must say itself is left out. */
    private Node.Mapping judged(Kind kind, Node.Mapping given) {
        RecordModel model = records.model(kind.type);
        records.refuseUnknown(given, model.keys());
        Map<String, Node.Entry> usable = new LinkedHashMap<>();
        for (RecordModel.Component component : model.components()) {
            Node.Entry entry = given.entries().get(component.key());
            if (entry == null || component.traits().named()) {
                continue;
            }
            if (component.traits().inDefaults()) {
                records.given(component, entry.value());
                usable.put(component.key(), entry);
            } else {
                faults.add(entry.key(), "must stand in each " + kind.key + " itself, not in defaults");
            }
        }
        return new Node.Mapping(given.place(), usable);
    }

    private static Node.Entry below(Node.Entry entry, Node.Mapping defaults) {
        return entry.value() instanceof Node.Mapping own ? new Node.Entry(entry.key(), merged(own, defaults)) : entry;
    }

    private static Node.Mapping merged(Node.Mapping own, Node.Mapping defaults) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>(own.entries());
        defaults.entries().forEach((key, entry) -> {
            Node.Entry mine = entries.putIfAbsent(key, entry);
            if (mine != null && entry.value() instanceof Node.Mapping inner) {
                entries.put(key, below(mine, inner));
            }
        });
        return new Node.Mapping(own.place(), entries);
    }

    private void refuse(Node node) {
        if (!(node instanceof Node.Broken)) {
            faults.add(node.place(), "must be a mapping, got " + node.described());
        }
    }
}
