package io.tidegate.control;

import io.tidegate.config.FileLook;
import io.tidegate.config.ReloadConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files again and again, and tells when some look different than when they were read, as soon as two looks in a row
 * are the same: a file that is being written, or one of several that are replaced, is waited for. Looking instead of being
 * told works on every file system, and through every link. A thread of its own; {@link #know} is called from anywhere.
 */
final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
    private static final Duration END = Duration.ofSeconds(5);

    private final Supplier<ReloadConfig> config;
    private final Consumer<Set<Path>> onChange;
    private final Thread thread =
            Thread.ofPlatform().daemon().name("tidegate-config-watch").unstarted(this::run);
    private volatile Map<Path, FileLook> known = Map.of();
    private Map<Path, FileLook> seen = Map.of(); // confined to the thread

    /**
     * @param config asked before each look
     * @param onChange told which look different; is expected to call {@link #know} with what they look like then
     */
    FileWatch(Supplier<ReloadConfig> config, Consumer<Set<Path>> onChange) {
        this.config = config;
        this.onChange = onChange;
    }

    /** From now on these are watched: they looked like this when they were read. Not to be called twice at once. */
    void know(Map<Path, FileLook> files) {
        known = Map.copyOf(files);
        if (!files.isEmpty() && thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    Map<Path, FileLook> known() {
        return known;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(config.get().interval());
                if (config.get().watch()) {
                    look();
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("files are no longer watched");
        }
    }

    private void look() {
        Map<Path, FileLook> expected = known;
        Map<Path, FileLook> now = looksAt(expected.keySet());
        boolean settled = now.equals(seen);
        seen = now;
        if (!now.equals(expected) && settled) {
            Set<Path> changed = new HashSet<>(expected.keySet());
            changed.removeIf(file -> Objects.equals(expected.get(file), now.get(file)));
            onChange.accept(changed);
        }
    }

    static Map<Path, FileLook> looksAt(Set<Path> files) {
        Map<Path, FileLook> looks = new LinkedHashMap<>();
        files.forEach(file -> looks.put(file, FileLook.at(file)));
        return looks;
    }
}
