package io.tidegate.filter;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.FilterCatalog;
import io.tidegate.config.FilterConfig;
import io.tidegate.store.SharedStore;
import java.util.Iterator;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Every filter type there is, by name. Immutable. */
public final class FilterTypes implements FilterCatalog {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    private final TreeMap<String, FilterType<?>> types = new TreeMap<>();

    private FilterTypes() {}

    /** Those on the class path, jars in {@code plugins/} included. */
    public static FilterTypes load() {
        return load(Thread.currentThread().getContextClassLoader());
    }

    /**
     * Those that {@code classes} finds.
     *
     * @throws ConfigException with every type that does not load, is badly named, or has the name of another
     */
    public static FilterTypes load(ClassLoader classes) {
        @SuppressWarnings("rawtypes") // a class literal has no type arguments
        Iterator<FilterType> found =
                ServiceLoader.load(FilterType.class, classes).iterator();
        var loaded = new FilterTypes();
        var faults = new AllFaults();
        try {
            while (found.hasNext()) {
                loaded.add(found.next(), faults);
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            faults.add("filter types must load, got " + e.getMessage());
        }
        faults.refuseIfAny();
        return loaded;
    }

    /** The one of that class, which must be among those that come with the product. */
    public <T extends FilterType<?>> T the(Class<T> type) {
        return types.values().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(type + " is not listed as a service"));
    }

    /** Types that can share what they count do so from now on. */
    public void use(SharedStore store) {
        types.values().forEach(type -> {
            if (type instanceof StoreUser user) {
                user.use(store);
            }
        });
    }

    /** In alphabetical order. */
    @Override
    public SortedSet<String> names() {
        return new TreeSet<>(types.keySet());
    }

    /** The record of that type's settings, or null if there is no such type. */
    @Override
    public @Nullable Class<? extends Record> configType(String name) {
        FilterType<?> type = types.get(name);
        return type == null ? null : type.configType();
    }

    /**
     * Makes the factory of one place in the configuration.
     *
     * @throws ConfigException if there is no such type, or it refuses its settings; each fault starts with the type's name
     */
    public FilterFactory configure(FilterConfig config) {
        FilterType<?> type = types.get(config.type());
        if (type == null) {
            throw new ConfigException(
                    config.type() + " must be one of " + String.join(", ", types.keySet()) + ", got " + config.type());
        }
        try {
            return configure(type, config.settings());
        } catch (ConfigException e) {
            throw e.under(config.type() + ".");
        }
    }

    private static <C extends Record> FilterFactory configure(FilterType<C> type, Record settings) {
        Class<C> expected = type.configType();
        if (!expected.isInstance(settings)) {
            throw new IllegalArgumentException("Filter " + type.name() + " needs settings of " + expected.getName()
                    + ", got " + settings.getClass().getName());
        }
        return type.configure(expected.cast(settings));
    }

    private void add(FilterType<?> type, AllFaults faults) {
        String name = type.name();
        String at = "filter type " + type.getClass().getName();
        if (!NAME.matcher(name).matches()) {
            faults.add(at + " must have a name in kebab-case, got " + name);
            return;
        }
        FilterType<?> other = types.putIfAbsent(name, type);
        if (other != null) {
            faults.add(at + " must have a name of its own, got " + name + ", which is the name of "
                    + other.getClass().getName());
        }
    }

    /** The types by name, for messages. */
    @Override
    public String toString() {
        return "FilterTypes" + types.keySet();
    }
}
