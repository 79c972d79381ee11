package io.tidegate.filter.auth;

import io.tidegate.config.ConfigException;
import io.tidegate.config.FileLook;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a file says. It is looked at again and again, and read once two looks in a row show the same that is new; what was read before
 * stays if it cannot be read. That goes on for as long as anybody holds this object, as sessions do that are older than the
 * configuration in use. Shared.
 */
public final class WatchedFile<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFile.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Path path;
    private final Function<Path, T> reading;
    private final Duration interval;
    private FileLook read; // confined to the thread, once it is started
    private FileLook seen;
    private volatile T content;
    private volatile Runnable changed = () -> {};

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
        this.read = FileLook.at(path); // before it is read: what is written meanwhile is seen as a change
        this.seen = read;
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

    /** From now on it is looked at, on a thread of its own, which does not hold it. */
    public void start() {
        var watched = new WeakReference<>(this);
        Duration pause = interval;
        Thread.ofVirtual().name("tidegate-file-watch").start(() -> watch(watched, pause));
    }

    private static void watch(WeakReference<? extends WatchedFile<?>> watched, Duration pause) {
        try {
            do {
                Thread.sleep(pause);
            } while (look(watched.get()));
        } catch (InterruptedException e) {
            LOG.debug("a file is no longer watched");
        }
    }

    /** Whether it is to be looked at again. */
    private static boolean look(@Nullable WatchedFile<?> file) {
        if (file != null) {
            file.look();
        }
        return file != null;
    }

    private void look() {
        FileLook now = FileLook.at(path);
        if (now.equals(seen) && !now.equals(read)) {
            read = now;
            read();
        }
        seen = now;
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
