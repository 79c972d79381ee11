package io.tidegate.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A YAML file of its own that holds what clients are known by: read as strictly as the configuration, with nothing filled in, and
 * never quoted in a message.
 */
public final class SecretFile {
    private static final String QUOTE = ", got ";

    private SecretFile() {}

    /**
     * Reads a file, at most 1 MiB of UTF-8.
     *
     * @param type a record that follows the rules of the configuration's own
     * @throws ConfigException with every fault, each with file, line and column, and without what stands there
     */
    public static <R extends Record> R read(Path file, Class<R> type) {
        var faults = new Faults();
        try {
            Node node = YamlTree.read(Place.startOf(file.toString()), ConfigSource.text(file), faults);
            Record record = bind(file, node, type, faults);
            refuse(faults.lines());
            return type.cast(Objects.requireNonNull(record));
        } catch (ConfigException e) {
            refuse(e.faults());
            throw e;
        }
    }

    private static Record bind(Path file, Node node, Class<? extends Record> type, Faults faults) {
        if (!(node instanceof Node.Mapping mapping)) {
            throw node.place().refusal("must be a mapping");
        }
        Path folder = file.toAbsolutePath().getParent();
        var scalars = new Scalars(folder == null ? file : folder, path -> {});
        Record record = new Binder(faults, new Faults(), scalars, name -> null)
                .records()
                .bind(type, mapping, null);
        refuse(faults.lines());
        return Objects.requireNonNull(record);
    }

    private static void refuse(List<String> faults) {
        if (!faults.isEmpty()) {
            throw new ConfigException(faults.stream().map(SecretFile::unquoted).toList());
        }
    }

    private static String unquoted(String fault) {
        int quote = fault.indexOf(QUOTE);
        return quote < 0 ? fault : fault.substring(0, quote);
    }
}
