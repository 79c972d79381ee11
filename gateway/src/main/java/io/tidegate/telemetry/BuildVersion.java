package io.tidegate.telemetry;

import org.jspecify.annotations.Nullable;

/** Which Tidegate this is. */
public final class BuildVersion {
    private BuildVersion() {}

    /** The version in the jar's manifest; {@code development} where the classes are not in a jar. */
    public static String text() {
        @Nullable String version = BuildVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
