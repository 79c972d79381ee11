package io.tidegate.control;

import io.tidegate.config.ConfigDiff;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigParts;
import io.tidegate.config.FileLook;
import io.tidegate.config.FilterCatalog;
import io.tidegate.config.GatewayConfig;
import io.tidegate.control.ConfigOrigin.From;
import io.tidegate.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration of a running gateway: what it is, where the next one comes from, and what became of the last attempt.
 * Reloads are done one after the other, each to its end. Shared.
 */
public final class LiveConfig implements ConfigControl, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveConfig.class);
    private static final String POSTED = "posted";
    private static final long END_SECONDS = 5;
    private static final int MOST_ATTEMPTS = 200;
    private static final int MOST_DETAIL = 2000;

    private final Reload reload;
    private final Reading reading;
    private final Telemetry telemetry;
    private final GatewayConfig started;
    private final ConfigLoad start;
    private final FileWatch watch;
    private final Latest<ReloadAttempt> attempts = new Latest<>(MOST_ATTEMPTS);
    private final ReentrantLock lock = new ReentrantLock();
    private ConfigOrigin origin; // guarded by the lock
    private volatile RunningConfig running;

    /** What a text is read with; {@code trial} as in {@link io.tidegate.config.ConfigReader#check}. */
    public record Reading(FilterCatalog filters, Consumer<ConfigParts> trial) {}

    /**
     * Of a gateway that starts.
     *
     * @param start the reading that {@code config} comes from; has looked at the files of TLS, too, before they were read
     */
    public LiveConfig(GatewayConfig config, ConfigLoad start, Reload reload, Reading reading, Telemetry telemetry) {
        this.reload = reload;
        this.reading = reading;
        this.telemetry = telemetry;
        this.started = config;
        this.start = start;
        this.origin = start.origin();
        this.running = running(config, start, List.of());
        this.watch = new FileWatch(() -> running.config().reload(), this::onChange);
    }

    /** Watches the files that the configuration was read from and names, if there are any. To be called once. */
    public void watch() {
        watch.know(start.files());
    }

    @Override
    public RunningConfig running() {
        return running;
    }

    @Override
    public ReloadReport reload(Trigger trigger, boolean dryRun) {
        return attempt(trigger, dryRun, () -> {
            if (start.origin() instanceof ConfigOrigin.OfFile file) {
                return load(file, dryRun);
            }
            throw new ReloadRefusedException("There is no file to reload: the gateway was started without one.");
        });
    }

    @Override
    public ReloadReport take(String text, boolean dryRun) {
        var posted = new ConfigOrigin.OfText(From.API, start.sourceOf(POSTED, text));
        return attempt(Trigger.API, dryRun, () -> load(posted, dryRun));
    }

    @Override
    public List<ReloadAttempt> attempts() {
        return attempts.list();
    }

    /**
     * Takes a configuration that a program made.
     *
     * @throws ConfigException with every fault; nothing has changed then
     * @throws ReloadRefusedException if a drain has begun
     */
    public ReloadReport take(GatewayConfig config) {
        return attempt(Trigger.PROGRAM, false, () -> load(new ConfigOrigin.OfRecords(config), false));
    }

    /** No reload begins any more; one that is under way is waited for. */
    @Override
    public void close() {
        watch.close();
        try {
            if (lock.tryLock(END_SECONDS, TimeUnit.SECONDS)) {
                lock.unlock();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The file itself takes the place of whatever runs; what else changed belongs to what runs. */
    private void onChange(Set<Path> files) {
        try {
            attempt(Trigger.FILE, false, () -> {
                boolean itself = start.origin() instanceof ConfigOrigin.OfFile(Path file, var _)
                        && files.contains(file.toAbsolutePath());
                return load(itself ? start.origin() : origin, false);
            });
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("what runs stays, which was said", e);
            renewCertificates();
        }
    }

    /** A faulty file must not keep the certificates of what runs from being renewed. */
    private void renewCertificates() {
        lock.lock();
        try {
            GatewayConfig config = running.config();
            ReloadReport report = reload.run(config, config, false);
            if (!report.changes().isEmpty()) {
                LOG.info("certificates renewed: {}", report.text());
                keep(Trigger.FILE, true, "certificates renewed: " + report.text());
            }
        } catch (ConfigException | ReloadRefusedException e) {
            LOG.debug("certificates stay as they are", e); // what is wrong was said with the rest
        } finally {
            lock.unlock();
        }
    }

    private ReloadReport load(ConfigOrigin from, boolean dryRun) {
        ConfigLoad load = new ConfigLoad(from);
        boolean taken = false;
        try {
            ReloadReport report = from instanceof ConfigOrigin.OfRecords(GatewayConfig config)
                    ? use(config, load, dryRun)
                    : load.read(reading.filters(), reading.trial()).use(config -> use(config, load, dryRun));
            taken = !dryRun;
            return report;
        } finally {
            if (!dryRun) {
                note(load, taken);
            }
        }
    }

    private ReloadReport use(GatewayConfig next, ConfigLoad load, boolean dryRun) {
        load.lookAtFilesOf(next);
        GatewayConfig effective = next.in(started);
        ReloadReport done = reload.run(running.config(), effective, dryRun);
        List<String> needsRestart = new ArrayList<>(ConfigDiff.keys(effective, next));
        needsRestart.addAll(done.needsRestart());
        if (!dryRun) {
            origin = load.origin();
            running = running(effective, load, needsRestart);
        }
        return new ReloadReport(dryRun, done.changes(), needsRestart);
    }

    /**
     * What is watched from now on. After a failure that is what was watched and what the attempt has found, so that it is
     * made anew when any of it changes, and not before. A text that was refused leaves nothing behind.
     */
    private void note(ConfigLoad load, boolean taken) {
        boolean retried =
                load.origin() instanceof ConfigOrigin.OfFile || load.origin().equals(origin);
        Map<Path, FileLook> known = new LinkedHashMap<>();
        if (!taken && !retried) {
            return;
        }
        if (!taken) {
            known.putAll(FileWatch.looksAt(watch.known().keySet()));
            origin = load.origin();
        } else if (start.origin() instanceof ConfigOrigin.OfFile(Path file, var _)) {
            Path path = file.toAbsolutePath();
            known.put(path, watch.known().get(path)); // a change that is not read yet stays one
        }
        known.putAll(load.files());
        watch.know(known);
    }

    /** One after the other; the outcome is counted and logged, whoever asked. */
    private ReloadReport attempt(Trigger trigger, boolean dryRun, Supplier<ReloadReport> step) {
        lock.lock();
        try {
            ReloadReport report = step.get();
            if (!dryRun) {
                telemetry.reloaded(trigger.label(), running.loadedAt());
                LOG.info("configuration reloaded ({}): {}", trigger.label(), report.text());
                keep(trigger, true, report.text());
            }
            return report;
        } catch (RuntimeException | LinkageError e) {
            if (!dryRun) {
                telemetry.reloadRefused(trigger.label());
                log(trigger, e);
                keep(trigger, false, why(e));
            }
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private static void log(Trigger trigger, Throwable failure) {
        String stays = "the running configuration stays";
        switch (failure) {
            case ConfigException e -> LOG.warn("reload ({}) refused, {}: {}", trigger.label(), stays, why(e));
            case ReloadRefusedException e -> LOG.warn("reload ({}) refused: {}", trigger.label(), why(e));
            default -> LOG.error("reload ({}) failed, {}", trigger.label(), stays, failure);
        }
    }

    private static String why(Throwable failure) {
        return switch (failure) {
            case ConfigException e -> String.join("; ", e.faults());
            case ReloadRefusedException e -> String.valueOf(e.getMessage());
            default -> "it failed; the gateway's log says more";
        };
    }

    private void keep(Trigger trigger, boolean applied, String detail) {
        boolean fits = detail.length() <= MOST_DETAIL;
        attempts.add(new ReloadAttempt(
                Instant.now(), trigger, applied, fits ? detail : detail.substring(0, MOST_DETAIL) + "..."));
    }

    private static RunningConfig running(GatewayConfig config, ConfigLoad load, List<String> needsRestart) {
        @Nullable String file = load.origin() instanceof ConfigOrigin.OfFile(Path path, var _) ? path.toString() : null;
        return new RunningConfig(config, load.origin().from(), file, Instant.now(), load.hash(), needsRestart);
    }
}
