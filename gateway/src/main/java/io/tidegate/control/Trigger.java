package io.tidegate.control;

import io.tidegate.config.Units;

/** What asks for a reload. */
public enum Trigger {
    /** SIGHUP. */
    SIGNAL,
    /** A file that changed. */
    FILE,
    /** The admin API. */
    API,
    /** The program that the gateway is embedded in. */
    PROGRAM;

    /** The word for it in metrics and logs. */
    public String label() {
        return Units.kebab(name());
    }
}
