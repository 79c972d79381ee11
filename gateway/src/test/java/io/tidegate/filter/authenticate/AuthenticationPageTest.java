package io.tidegate.filter.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.route.RouteTable;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** docs/authentication.md is true: its settings are read and can be used. */
class AuthenticationPageTest {
    @Test
    void everyExampleIsReadAndConfigured() throws IOException {
        FilterTypes types = FilterTypes.load();
        List<String> examples = DocumentationPage.of("authentication.md").blocks("yaml filters");

        assertThat(examples).isNotEmpty().allSatisfy(example -> {
            GatewayConfig config =
                    ConfigReader.read(ConfigSource.of("authentication.md", """
                    listeners: { public: { address: "127.0.0.1:8080" } }
                    upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                    routes:
                      chat:
                        upstream: chat
                        filters:
                    """ + example.indent(6)), types);
            assertThatCode(() -> RouteTable.of(config, types)).doesNotThrowAnyException();
        });
    }
}
