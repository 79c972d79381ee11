package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Phase;
import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What may go wrong between a valid request and 101, besides the endpoint. */
@ExtendWith(NothingLeftBehind.class)
class OpeningEdgesTest {
    /** A plug-in with a bug. */
    public static final class Broken implements FilterType<Broken.Config> {
        /** No settings. */
        public record Config() {}

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public Class<Config> configType() {
            return Config.class;
        }

        @Override
        public FilterFactory configure(Config config) {
            return context -> {
                throw new IllegalStateException("a bug of the plug-in");
            };
        }
    }

    @Test
    void aFilterThatCannotBeMadeIs500AtOnce(@TempDir Path plugins) throws Exception {
        Path services = Files.createDirectories(plugins.resolve("META-INF/services"));
        Files.writeString(services.resolve(FilterType.class.getName()), Broken.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (var classes = new URLClassLoader(new URL[] {plugins.toUri().toURL()}, before);
                var endpoint = new RawEndpoint(Answers.accept())) {
            Thread.currentThread().setContextClassLoader(classes);
            try (var gateway =
                            GatewayFixture.start(Settings.to(endpoint.url()).route("filters", "[ { broken: {} } ]"));
                    RawPeer client = RawPeer.connect(gateway.address())) {
                client.send(Upgrade.to("/broken").bytes());

                assertThat(client.readHead().status()).isEqualTo(500);
                assertThat(gateway.ending("/broken").cause()).isEqualTo(Cause.INTERNAL);
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void aClientThatIsConnectingWhenTheGatewayClosesHasAnEnding() {
        try (var endpoint = new RawEndpoint(Answers.stall());
                var gateway = GatewayFixture.to(endpoint.url());
                RawPeer client = RawPeer.connect(gateway.address())) {
            client.send(Upgrade.to("/connecting").bytes());
            RawPeer _ = endpoint.next();

            gateway.gateway().close();

            assertThat(gateway.ending("/connecting").phase()).isEqualTo(Phase.CONNECT);
        }
    }
}
