package io.tidegate.testing;

import io.tidegate.filter.FilterType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Filter types of a test, found as a user's own are: while this is open, gateways that the calling thread starts know
 * them.
 */
public final class OwnFilters implements AutoCloseable {
    private final ClassLoader before = Thread.currentThread().getContextClassLoader();
    private final Path folder;
    private final Path list;
    private final URLClassLoader loader;

    public OwnFilters(Class<?>... types) {
        try {
            this.folder = Files.createTempDirectory("tidegate-filters");
            this.list = folder.resolve("META-INF/services/" + FilterType.class.getName());
            Files.createDirectories(list.getParent());
            StringBuilder names = new StringBuilder();
            for (Class<?> type : types) {
                names.append(type.getName()).append('\n');
            }
            Files.writeString(list, names);
            this.loader = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.currentThread().setContextClassLoader(loader);
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
        try {
            loader.close();
            for (Path path = list; !path.equals(folder.getParent()); path = path.getParent()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
