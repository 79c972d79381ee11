package io.tidegate.upstream;

import io.tidegate.config.UpstreamConfig;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Upstreams all of whose names have the addresses that a test says. */
public final class ChangingNames {
    private final Upstreams upstreams;
    private volatile List<InetAddress> answer;

    public ChangingNames(Map<String, UpstreamConfig> configs, String... addresses) {
        answer = parsed(addresses);
        upstreams = Upstreams.start(configs, _ -> answer, Duration.ofSeconds(10));
    }

    /** To be closed by the test. */
    public Upstreams upstreams() {
        return upstreams;
    }

    /** Returns when the names have them. */
    public void change(String... addresses) {
        answer = parsed(addresses);
        upstreams.resolveNow();
    }

    private static List<InetAddress> parsed(String... addresses) {
        return Stream.of(addresses).map(InetAddress::ofLiteral).toList();
    }
}
