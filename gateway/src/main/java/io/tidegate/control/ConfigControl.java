package io.tidegate.control;

import io.tidegate.config.ConfigException;
import java.util.List;

/** What may be asked of the configuration that runs, and done to it. Shared; blocks the thread that calls it. */
public interface ConfigControl {
    /** What runs now. */
    RunningConfig running();

    /**
     * Reads the file anew.
     *
     * @param dryRun only to learn what would change
     * @throws ConfigException with every fault; nothing has changed then
     * @throws ReloadRefusedException if there is no file, or a drain has begun
     */
    ReloadReport reload(Trigger trigger, boolean dryRun);

    /**
     * Takes a whole configuration as text, until the next reload from the file.
     *
     * @param dryRun only to learn what would change
     * @throws ConfigException with every fault; nothing has changed then
     * @throws ReloadRefusedException if a drain has begun
     */
    ReloadReport take(String text, boolean dryRun);

    /** The latest reloads, the newest one first; dry runs are not among them. */
    List<ReloadAttempt> attempts();
}
