package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Whatever clients send, metrics have as many series as the configuration makes of them. */
class MetricLabelsTest {
    private static final int FEW = 20;
    private static final int MANY = 200;

    @Test
    void hostileClientsMakeNoSeriesOfTheirOwn() {
        try (var endpoint = new EchoEndpoint();
                var gateway = GatewayFixture.start(Settings.to(endpoint.url())
                        .gateway("admin", Admin.ANY_PORT)
                        .route("match", "{ path: \"/served/**\", host: \"served.example\" }"))) {
            Admin admin = Admin.of(gateway.gateway());
            for (int i = 0; i < FEW; i++) {
                attack(gateway, i);
            }
            Set<String> before = series(gateway, admin);

            for (int i = FEW; i < MANY; i++) {
                attack(gateway, i);
            }

            assertThat(series(gateway, admin)).isEqualTo(before).noneMatch(name -> name.contains("evil"));
        }
    }

    /** Each time other words in all that a client may choose. */
    private static void attack(GatewayFixture gateway, int number) {
        String evil = "evil" + number;
        refuse(gateway, Upgrade.to("/" + evil + "?" + evil + "=" + evil).replacing("Host", evil + ".example"));
        refuse(gateway, "EVIL" + number + " /served/" + evil + " HTTP/1.1\r\nHost: served.example\r\n\r\n");
        refuse(gateway, evil + "\r\n\r\n");
        Upgrade served = Upgrade.to("/served/" + evil)
                .replacing("Host", "served.example")
                .with("User-Agent", evil)
                .with("Origin", "https://" + evil + ".example")
                .with("X-Request-Id", evil)
                .with("Sec-WebSocket-Protocol", evil);
        try (RawPeer client = RawPeer.open(gateway.address(), served)) {
            client.send(WireFrame.text(evil));
            client.next();
            client.send(WireFrame.close((number % 2 == 0 ? 3000 : 4500) + number, evil));
            client.nextClose();
        }
        try (RawPeer client = RawPeer.open(gateway.address(), served)) {
            client.send(WireFrame.close(number, evil)); // none that may be sent
            client.nextClose();
        }
    }

    private static void refuse(GatewayFixture gateway, Upgrade request) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(request.bytes()).readHead();
        }
    }

    private static void refuse(GatewayFixture gateway, String request) {
        try (RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(request).readHead();
        }
    }

    /** Ours alone: those of the JVM depend on what it has done so far. */
    private static Set<String> series(GatewayFixture gateway, Admin admin) {
        gateway.awaitNoSession();
        Awaitility.await()
                .atMost(RawPeer.LIMIT)
                .until(() -> admin.metric("tidegate_handshakes_open{listener=\"public\"}") == 0);
        return admin.text("/metrics")
                .lines()
                .filter(line -> line.startsWith("tidegate_"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .collect(Collectors.toSet());
    }
}
