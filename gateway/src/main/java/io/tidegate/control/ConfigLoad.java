package io.tidegate.control;

import io.tidegate.config.CheckedConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigParts;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.FileLook;
import io.tidegate.config.FilterCatalog;
import io.tidegate.config.GatewayConfig;
import io.tidegate.transport.FileDigest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a configuration, with how each file looked just before it was read: what changes after that look is seen by
 * the next one. Confined.
 */
public final class ConfigLoad {
    private static final int SHORT = 12;

    private final ConfigOrigin origin;
    private final Map<Path, FileLook> files = new LinkedHashMap<>();
    private @Nullable ConfigSource source;

    public ConfigLoad(ConfigOrigin origin) {
        this.origin = origin;
    }

    /**
     * Reads it.
     *
     * @param trial as in {@link ConfigReader#check}
     * @throws ConfigException with every fault; {@link #files} has what was looked at until then
     */
    public CheckedConfig read(FilterCatalog filters, Consumer<ConfigParts> trial) {
        ConfigSource read = switch (origin) {
            case ConfigOrigin.OfFile(Path file, var sets) -> {
                look(file);
                yield ConfigSource.ofFile(file).withSets(sets);
            }
            case ConfigOrigin.OfText text -> text.source();
            case ConfigOrigin.OfRecords _ -> throw new IllegalStateException("there is nothing to read");
        };
        source = read;
        return ConfigReader.check(read, filters, trial, this::look);
    }

    /** Looks at what {@code config} names and others read: certificates, keys and authorities. */
    public void lookAtFilesOf(GatewayConfig config) {
        config.listeners().values().forEach(listener -> {
            if (listener.tls() != null) {
                listener.tls().files().forEach(this::look);
            }
        });
        config.upstreams().values().forEach(upstream -> upstream.tls().files().forEach(this::look));
    }

    ConfigOrigin origin() {
        return origin;
    }

    /** How they looked. */
    Map<Path, FileLook> files() {
        return files;
    }

    /** Of a text that is read in the place of this one: with its folder, environment and settings. */
    ConfigSource sourceOf(String name, String text) {
        return source == null ? ConfigSource.of(name, text) : source.withText(name, text);
    }

    /** How {@code sha256sum} begins for the text that was read; null if there is none. */
    @Nullable
    String hash() {
        return source == null
                ? null
                : FileDigest.of(source.text().getBytes(StandardCharsets.UTF_8))
                        .sha256()
                        .substring(0, SHORT);
    }

    private void look(Path file) {
        files.putIfAbsent(file.toAbsolutePath(), FileLook.at(file));
    }
}
