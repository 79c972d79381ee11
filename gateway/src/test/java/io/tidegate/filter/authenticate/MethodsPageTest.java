package io.tidegate.filter.authenticate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContexts;
import io.tidegate.filter.FilterTypes;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Principal;
import io.tidegate.route.RouteTable;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.time.BurstClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/authentication-methods.md is true: its settings and files are read, and the client of its example is known. */
class MethodsPageTest {
    private final FilterTypes types = FilterTypes.load();
    private final DocumentationPage page;

    @TempDir
    private Path folder;

    MethodsPageTest() throws IOException {
        page = DocumentationPage.of("authentication-methods.md");
    }

    @BeforeEach
    void writeFiles() throws IOException {
        Files.writeString(
                folder.resolve("keys.yaml"), page.blocks("yaml keys.yaml").getFirst());
        Files.writeString(
                folder.resolve("users.yaml"), page.blocks("yaml users.yaml").getFirst());
    }

    @Test
    void everyExampleIsReadAndConfigured() {
        List<String> examples = page.blocks("yaml filters");

        assertThat(examples)
                .hasSize(5)
                .allSatisfy(example -> assertThat(routes(example)).isNotNull());
    }

    @Test
    void theKeyOfTheExampleIsThatOfItsOwner() {
        Filter filter = routes(page.blocks("yaml filters").getFirst())
                .find(Handshakes.to("/").build())
                .route()
                .filters()
                .getFirst()
                .newFilter(FilterContexts.on("chat", new BurstClock()));
        Handshake handshake = Handshakes.to("/")
                .header("X-Api-Key", "tg_example-key-of-the-documentation")
                .build();

        ((HandshakeFilter) filter).onHandshake(handshake);

        Principal principal = handshake.identity().principal();
        assertThat(principal.subject()).isEqualTo("billing-service");
        assertThat(principal.claims()).isEqualTo(Map.of("tenant", "acme", "key", "billing"));
    }

    @Test
    void aFaultInAFileIsToldWithTheKeyThatNamesItAndItsOwnPlace() throws IOException {
        Files.writeString(folder.resolve("keys.yaml"), "keys:\n  billing: { sha256: hunter2 }\n");

        assertThatThrownBy(() -> routes(page.blocks("yaml filters").getFirst()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("routes.chat.filters[0].authenticate.any[0].api-key.file has faults: "
                        + folder.resolve("keys.yaml")
                        + ":2:22 keys.billing.sha256 must be a SHA-256, 64 hexadecimal digits");
    }

    private RouteTable routes(String filters) {
        String text = """
                listeners: { public: { address: "127.0.0.1:8080", tls: {
                    certificates: [ { certificate: a, key: b } ], client-certificates: optional, client-ca: c } } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                """ + filters.indent(6);
        var source = new ConfigSource("page.yaml", text, folder, Map.of(), List.of());
        return RouteTable.of(ConfigReader.read(source, types), types);
    }
}
