package io.tidegate.filter.auth;

import io.tidegate.config.ConfigException;
import io.tidegate.config.FileLook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says. It is looked at again and again, and read once two looks in a row show the same that is new; what was read before
 * stays if it cannot be read. Shared.
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path path;
    private final Function<Path, T> reading;
    private final Duration interval;
    private final FileLook first;
    private volatile T content;
    private volatile Runnable changed = () -> {};
    private volatile @Nullable Thread thread;

    /**
     * Reads it.
     *
     * @param reading throws a {@link ConfigException} if it cannot be read
     * @throws ConfigException that of {@code reading}
     */
    public WatchedFile(Path path, Function<Path, T> reading) {
        this(path, reading, INTERVAL);
    }

    WatchedFile(Path path, Function<Path, T> reading, Duration interval) {
        this.path = path;
        this.reading = reading;
        this.interval = interval;
        this.first = FileLook.at(path); // before it is read: what is written meanwhile is seen as a change
        this.content = reading.apply(path);
    }

    /** As it was read last. */
    public T content() {
        return content;
    }

    /** From now on {@code listener} is called, on another thread, when it was read again. */
    public void onChange(Runnable listener) {
        changed = listener;
    }

    /** From now on it is looked at, on a thread of its own. */
    public void start() {
        thread = Thread.ofVirtual().name("tidegate-file-watch").start(this::watch);
    }

    /** It is not looked at any more. */
    public void close() {
        Thread watching = thread;
        if (watching != null) {
            watching.interrupt();
        }
    }

    private void watch() {
        FileLook read = first;
        FileLook seen = first;
        try {
            while (true) {
                Thread.sleep(interval);
                FileLook now = FileLook.at(path);
                if (now.equals(seen) && !now.equals(read)) {
                    read = now;
                    read();
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is no longer watched", path);
        }
    }

    private void read() {
        try {
            content = reading.apply(path);
            LOG.info("{} was read again", path);
            changed.run();
        } catch (ConfigException e) {
            LOG.warn("{} has faults, what was read before stays: {}", path, String.join("; ", e.faults()));
        } catch (RuntimeException e) {
            LOG.error("{} could not be read, what was read before stays", path, e);
        }
    }
}
