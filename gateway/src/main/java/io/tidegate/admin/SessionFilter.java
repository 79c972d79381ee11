package io.tidegate.admin;

import io.netty.util.NetUtil;
import io.tidegate.config.Cidr;
import io.tidegate.config.ConfigException;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which sessions a caller means: what is given must hold. Immutable. */
record SessionFilter(
        @Nullable String route,
        @Nullable String upstream,
        @Nullable String endpoint,
        @Nullable String listener,
        @Nullable String subject,
        @Nullable Cidr client,
        @Nullable Phase phase)
        implements Predicate<Journey> {
    static final List<String> PARAMETERS =
            List.of("route", "upstream", "endpoint", "listener", "subject", "client", "phase");

    private static final SessionFilter ALL = new SessionFilter(null, null, null, null, null, null, null);

    static SessionFilter of(QueryArguments query) {
        return new SessionFilter(
                query.text("route"),
                query.text("upstream"),
                query.text("endpoint"),
                query.text("listener"),
                query.text("subject"),
                query.value("client", Cidr::parse),
                query.value("phase", SessionFilter::phaseOf));
    }

    boolean isAll() {
        return equals(ALL);
    }

    @Override
    public boolean test(Journey journey) {
        return holds(route, journey.route())
                && holds(upstream, journey.upstream())
                && holds(endpoint, journey.endpoint())
                && holds(listener, journey.listener())
                && (subject == null || subject.equals(SessionsApi.subjectOf(journey)))
                && (phase == null || phase == journey.phase())
                && (client == null || isFrom(client, journey.client()));
    }

    /** Of a session that has ended: in the phase in which the cause arose. */
    boolean test(SessionView session, Ending ending) {
        return holds(route, session.route())
                && holds(upstream, session.upstream())
                && holds(endpoint, session.endpoint())
                && holds(listener, session.listener())
                && holds(subject, session.principal())
                && (phase == null || phase == ending.phase())
                && (client == null || isFrom(client, addressOf(session)));
    }

    private static @Nullable InetSocketAddress addressOf(SessionView session) {
        byte[] address = session.client() == null ? null : NetUtil.createByteArrayFromIpAddressString(session.client());
        try {
            return address == null
                    ? null
                    : new InetSocketAddress(InetAddress.getByAddress(address), session.clientPort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // it is of 4 or 16 bytes
        }
    }

    private static boolean holds(@Nullable String wanted, @Nullable String actual) {
        return wanted == null || wanted.equals(actual);
    }

    private static boolean isFrom(Cidr block, @Nullable InetSocketAddress address) {
        return address != null && address.getAddress() != null && block.contains(address.getAddress());
    }

    private static Phase phaseOf(String label) {
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new ConfigException("must be one of "
                        + Arrays.stream(Phase.values()).map(Phase::label).collect(Collectors.joining(", ")) + ", got "
                        + label));
    }
}
