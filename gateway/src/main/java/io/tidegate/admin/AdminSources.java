package io.tidegate.admin;

import io.tidegate.control.ConfigControl;
import io.tidegate.filter.address.Bans;
import io.tidegate.filter.auth.mint.OwnKeys;
import io.tidegate.move.Moves;
import io.tidegate.session.SessionRegistry;
import io.tidegate.telemetry.Telemetry;
import io.tidegate.upstream.Upstreams;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the admin API tells of, asked anew for each request. All of it may be called from any thread.
 *
 * @param notReady why new sessions are not taken, in a few words; null while they are
 * @param keys that verify the tokens of this node
 * @param config what runs, and what puts another in its place
 * @param version of Tidegate
 */
public record AdminSources(
        Supplier<@Nullable String> notReady,
        Telemetry telemetry,
        SessionRegistry sessions,
        Upstreams upstreams,
        Bans bans,
        OwnKeys keys,
        Moves moves,
        ConfigControl config,
        String version) {}
