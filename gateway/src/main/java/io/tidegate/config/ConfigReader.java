package io.tidegate.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration file: YAML, then {@code --set} over it, then the environment and files filled in, then {@code
 * defaults} below it, then records. All faults are found in one go, each with file, line, column and full key.
 */
public final class ConfigReader {
    private static final String BANDWIDTH = "bandwidth";

    private final ConfigSource source;
    private final Consumer<ConfigParts> trial;
    private final Consumer<Path> files;
    private final Faults faults = new Faults();
    private final Faults warnings = new Faults();
    private final Binder binder;

    private ConfigReader(
            ConfigSource source, FilterCatalog filters, Consumer<ConfigParts> trial, Consumer<Path> files) {
        this.source = source;
        this.trial = trial;
        this.files = files;
        this.binder = new Binder(faults, warnings, new Scalars(source.folder(), files), filters);
    }

    /**
     * Reads a configuration.
     *
     * @throws ConfigException with every fault
     */
    public static GatewayConfig read(ConfigSource source, FilterCatalog filters) {
        return check(source, filters, parts -> {}).config();
    }

    /**
     * Reads a configuration and says what is risky in it.
     *
     * @param trial throws a {@link ConfigException} with what only building the parts brings to light, each fault with its
     *     full key. Asked only if there are faults, so that those of the parts are told with them: a configuration without
     *     any is for the caller to {@linkplain CheckedConfig#use use}.
     * @throws ConfigException with every fault
     */
    public static CheckedConfig check(ConfigSource source, FilterCatalog filters, Consumer<ConfigParts> trial) {
        return check(source, filters, trial, file -> {});
    }

    /**
     * As {@link #check(ConfigSource, FilterCatalog, Consumer)}.
     *
     * @param files told of each file that is read for it, just before: what <code>${file:PATH}</code>, {@link FileText} and {@link FileBytes}
     *     name
     */
    public static CheckedConfig check(
            ConfigSource source, FilterCatalog filters, Consumer<ConfigParts> trial, Consumer<Path> files) {
        return new ConfigReader(source, filters, trial, files).run();
    }

    private CheckedConfig run() {
        Node.Mapping written = new Overrides(faults).apply(file(), source.sets());
        Node.Mapping filledIn = new Substitution(source, files, faults).apply(written);
        Node.Mapping file = new Defaults(binder.records(), faults).merge(filledIn);
        RecordBinder.Arguments arguments = binder.records().arguments(GatewayConfig.class, file, null);
        checkReferences(file, arguments);
        if (faults.count() > 0) {
            tryParts(file, arguments);
            throw new ConfigException(faults.lines());
        }
        var config = (GatewayConfig) arguments.model.newInstance(arguments.values);
        Warnings.of(config).forEach(warning -> Refusals.add(warnings, file, warning));
        return new CheckedConfig(config, warnings.lines(), file);
    }

    private Node.Mapping file() {
        Node node = YamlTree.read(Place.startOf(source.name()), source.text(), faults);
        return switch (node) {
            case Node.Mapping mapping -> mapping;
            case Node.Nothing nothing ->
                throw new ConfigException(
                        nothing.place().sentence("must have listeners, upstreams and routes, is empty"));
            default ->
                throw node.place()
                        .refusal("must be a mapping with listeners, upstreams and routes, got " + node.described());
        };
    }

    /** Against the names in the file, so that an entry with a fault of its own still counts as there. */
    private void checkReferences(Node.Mapping file, RecordBinder.Arguments arguments) {
        Set<String> listeners = names(file, Defaults.Kind.LISTENER.map);
        Set<String> upstreams = names(file, Defaults.Kind.UPSTREAM.map);
        Map<String, RouteConfig> routes = bound(Defaults.Kind.ROUTE.map, arguments);
        if (listeners != null && upstreams != null) {
            List<String> broken = CrossReferences.faults(listeners, upstreams, given(file), routes);
            broken.forEach(fault -> Refusals.add(faults, file, fault));
            FilterDemands.faults(listeners, bound(Defaults.Kind.LISTENER.map, arguments), routes)
                    .forEach(fault -> Refusals.add(faults, file, fault));
        }
        Set<String> bandwidths = names(file, BANDWIDTH);
        if (bandwidths != null) {
            UsesBandwidth.faults(bandwidths, bound(BANDWIDTH, arguments), routes)
                    .forEach(fault -> Refusals.add(faults, file, fault));
        }
        new JournalFiles(
                        (AccessLogConfig) value("access-log", arguments),
                        (JournalConfig) value("audit", arguments),
                        (JournalConfig) value("dead-letters", arguments),
                        (AdminConfig) value("admin", arguments))
                .faults()
                .forEach(fault -> Refusals.add(faults, file, fault));
    }

    /** Adds what building brings to light, but for what may only follow from a fault that is known already. */
    private void tryParts(Node.Mapping file, RecordBinder.Arguments arguments) {
        try {
            trial.accept(new ConfigParts(
                    bound(Defaults.Kind.LISTENER.map, arguments),
                    bound(Defaults.Kind.UPSTREAM.map, arguments),
                    bound(Defaults.Kind.ROUTE.map, arguments),
                    (GatewayConfig.TransportChoice) Objects.requireNonNull(value("transport", arguments)),
                    (AdminConfig) value("admin", arguments)));
        } catch (ConfigException e) {
            List<String> news = e.faults().stream()
                    .filter(fault -> !faults.mayExplain(fault))
                    .toList();
            news.forEach(fault -> Refusals.add(faults, file, fault));
        }
    }

    private static Set<String> given(Node.Mapping file) {
        Set<String> keys = new HashSet<>(file.entries().keySet());
        keys.removeIf(key -> file.get(key) instanceof Node.Nothing);
        return keys;
    }

    private static @Nullable Set<String> names(Node.Mapping file, String key) {
        Node node = file.get(key);
        if (node == null) {
            return Set.of();
        }
        return node instanceof Node.Mapping mapping ? mapping.entries().keySet() : null;
    }

    @SuppressWarnings("unchecked") // bound to the component's own type
    private static <T> Map<String, T> bound(String key, RecordBinder.Arguments arguments) {
        Object entries = value(key, arguments);
        return entries == null ? Map.of() : (Map<String, T>) entries;
    }

    private static @Nullable Object value(String key, RecordBinder.Arguments arguments) {
        return arguments.values[arguments.model.keys().indexOf(key)];
    }
}
