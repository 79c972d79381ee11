package com.example.tidegate;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.Admission;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import java.util.List;

/** Admits known tenants only, tells the endpoint which one it is, and takes no binary messages unless they are wanted. */
public final class Tenants implements FilterType<Tenants.Config> {
    /**
     * Settings of {@code tenants}.
     *
     * @param allow names of tenants; at least one
     * @param parameter the query parameter that names the tenant
     * @param binary what becomes of a client that sends a binary message
     */
    public record Config(
            List<String> allow,
            @Default("tenant") String parameter,
            @Default("refuse") Binary binary) {
        public Config {
            allow = List.copyOf(allow);
            Check.that(!allow.isEmpty(), "allow must list at least one tenant");
        }
    }

    /** What becomes of a client that sends a binary message. */
    public enum Binary {
        ALLOW,
        REFUSE
    }

    @Override
    public String name() {
        return "tenants";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return context -> new PerSession(config, context);
    }

    private static final class PerSession implements HandshakeFilter, FrameFilter {
        private static final FrameVerdict TEXT_ONLY =
                new FrameVerdict.Close(Cause.INVALID, 1003, "text messages only");

        private final Config config;
        private final FilterContext session;

        PerSession(Config config, FilterContext session) {
            this.config = config;
            this.session = session;
        }

        @Override
        public Admission onHandshake(Handshake handshake) {
            String tenant = handshake.queryParameter(config.parameter());
            if (tenant == null || !config.allow().contains(tenant)) {
                return Admission.Refuse.with(403, "This tenant is not known.");
            }
            handshake.toEndpoint().set("X-Tenant", tenant);
            handshake.toClient().set("X-Tenant-Session", session.sessionId());
            return Admission.Pass.ADMIT;
        }

        @HotPath
        @Override
        public FrameVerdict onFrame(Side from, FrameHeader frame) {
            boolean unwanted = from == Side.CLIENT && frame.opcode() == Opcode.BINARY;
            return unwanted && config.binary() == Binary.REFUSE ? TEXT_ONLY : FrameVerdict.Pass.FORWARD;
        }
    }
}
