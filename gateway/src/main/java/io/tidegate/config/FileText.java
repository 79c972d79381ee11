package io.tidegate.config;

import java.nio.file.Path;

/**
 * A file that is read with the configuration, relative to its folder: another text in it is another configuration, so that
 * a reload sees it.
 *
 * @param path as it is found from the working directory
 * @param text of the file; at most 1 MiB of UTF-8
 */
public record FileText(Path path, String text) {
    /**
     * Reads a file; a relative path starts at the working directory.
     *
     * @throws ConfigException with the rule and why the file breaks it
     */
    public static FileText parse(String path) {
        return read(Path.of(path));
    }

    static FileText read(Path path) {
        try {
            return new FileText(path, ConfigSource.text(path));
        } catch (ConfigException e) {
            throw new ConfigException("must be a file that can be read: " + e.getMessage());
        }
    }

    /** The path alone. */
    @Override
    public String toString() {
        return path.toString();
    }
}
