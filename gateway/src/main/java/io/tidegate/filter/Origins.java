package io.tidegate.filter;

import io.tidegate.config.AllFaults;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.protocol.Handshake;
import java.util.List;

/** Admits browsers only from listed origins: the defence against cross-site WebSocket hijacking (RFC 6455, 10.2). */
public final class Origins implements FilterType<Origins.Config> {
    /**
     * Settings of {@code origins}.
     *
     * @param allow origins that may come in, at least one: exact ({@code https://app.example.com}), any subdomain ({@code
     *     https://*.example.com}), {@code null} in quotes for sandboxed pages, or {@code *} for all
     * @param withoutOrigin what becomes of a client that sends no {@code Origin}, as programs do; browsers always send it
     */
    public record Config(
            List<String> allow, @Default("allow") WithoutOrigin withoutOrigin) {
        public Config {
            allow = List.copyOf(allow);
            Check.that(!allow.isEmpty(), "allow must list at least one origin");
            var faults = new AllFaults();
            for (String origin : allow) {
                if (!OriginPattern.isValid(origin)) {
                    faults.add("allow must list origins like https://app.example.com, https://*.example.com, \"null\""
                            + " or *, without a path, got " + origin);
                }
            }
            faults.refuseIfAny();
        }
    }

    /** What becomes of a client without {@code Origin}. */
    public enum WithoutOrigin {
        ALLOW,
        REFUSE
    }

    @Override
    public String name() {
        return "origins";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        var judge = new Judge(
                config.allow().stream().map(OriginPattern::parse).toList(),
                config.withoutOrigin() == WithoutOrigin.ALLOW);
        return context -> judge;
    }

    /**
     * Whether a request comes from a page of the host that it goes to, or from no page at all. Over TLS the page must have come
     * over TLS too.
     */
    public static boolean isOfOwnHost(Handshake handshake) {
        List<String> origins = handshake.headers().all("Origin");
        if (origins.isEmpty()) {
            return true;
        }
        Origin page = origins.size() == 1 ? Origin.parse(origins.getFirst()) : Origin.NULL;
        String host = handshake.headers().get("Host");
        return page.isWeb()
                && host != null
                && (!handshake.secure() || page.scheme().equals("https"))
                && page.equals(Origin.parse(page.scheme() + "://" + host));
    }

    /** Shared: has no state of a session. */
    private record Judge(List<OriginPattern> allowed, boolean allowsWithout) implements HandshakeFilter {
        @Override
        public Admission onHandshake(Handshake handshake) {
            List<String> origins = handshake.headers().all("Origin");
            if (origins.isEmpty() && !allowsWithout) {
                return Admission.Refuse.with(403, "An Origin is required.");
            }
            if (!origins.isEmpty() && (origins.size() > 1 || !isAllowed(origins.getFirst()))) {
                return Admission.Refuse.with(403, "This origin is not allowed.");
            }
            handshake.identity().originIsAllowed();
            return Admission.Pass.ADMIT;
        }

        private boolean isAllowed(String text) {
            Origin origin = Origin.parse(text);
            return allowed.stream().anyMatch(pattern -> pattern.matches(origin));
        }
    }
}
