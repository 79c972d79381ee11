package io.tidegate.cli;

import io.tidegate.telemetry.BuildVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} shows. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"tidegate " + BuildVersion.text()};
    }
}
