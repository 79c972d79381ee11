package io.tidegate.config;

import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes a route's filters: each is a mapping of one key, the filter's name. */
final class FilterBinder {
    private final RecordBinder records;
    private final Faults faults;
    private final FilterCatalog catalog;

    FilterBinder(RecordBinder records, Faults faults, FilterCatalog catalog) {
        this.records = records;
        this.faults = faults;
        this.catalog = catalog;
    }

    @Nullable
    FilterConfig bind(Node node) {
        if (!(node instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
            faults.add(node.place(), "must be a mapping of one key, the filter's name, got " + count(node));
            return null;
        }
        Map.Entry<String, Node.Entry> filter =
                mapping.entries().entrySet().iterator().next();
        Class<? extends Record> type = catalog.configType(filter.getKey());
        if (type == null) {
            String meant = Suggestion.of(filter.getKey(), new TreeSet<>(catalog.names()));
            faults.add(filter.getValue().key(), "is not a filter" + meant);
            return null;
        }
        Node settings = filter.getValue().value();
        if (!(settings instanceof Node.Mapping given)) {
            refuse(settings);
            return null;
        }
        Record bound = records.bind(type, given, null);
        return bound == null ? null : new FilterConfig(filter.getKey(), bound);
    }

    private void refuse(Node settings) {
        if (!(settings instanceof Node.Broken)) {
            faults.add(settings.place(), "must be a mapping ({} for the defaults), got " + settings.described());
        }
    }

    private static String count(Node node) {
        return node instanceof Node.Mapping mapping ? mapping.entries().size() + " keys" : node.described();
    }
}
