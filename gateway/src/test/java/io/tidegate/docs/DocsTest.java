package io.tidegate.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidegate.Gateway;
import io.tidegate.cli.EchoServer;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.filter.FilterTypes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class DocsTest {
    static final List<Page> PAGES = Page.all();

    /** What the pages' configurations take from the environment. */
    private static final Map<String, String> ENVIRONMENT =
            Map.of("ADMIN_TOKEN", "a-token-of-16-characters-or-more", "REDIS_PASSWORD", "a-password");

    static Stream<Page.Block> wholeConfigurations() {
        return PAGES.stream().flatMap(page -> page.blocks().stream()).filter(DocsTest::isWholeConfiguration);
    }

    @ParameterizedTest
    @MethodSource("wholeConfigurations")
    void everyConfigurationThatIsShownWholeHasNoFaults(Page.Block block) {
        ConfigSource source = ConfigSource.of("block", block.text()).withEnvironment(ENVIRONMENT);

        assertThatCode(() -> ConfigReader.read(source, FilterTypes.load())).doesNotThrowAnyException();
    }

    static Stream<Page.Block> upstreams() {
        return PAGES.stream()
                .flatMap(page -> page.blocks().stream())
                .filter(block -> block.info().equals("yaml upstreams"));
    }

    @ParameterizedTest
    @MethodSource("upstreams")
    void everyUpstreamThatIsShownHasNoFaults(Page.Block block) {
        String file = "listeners: { public: { address: \"127.0.0.1:8080\" } }\nupstreams:\n"
                + block.text().indent(2)
                + "  unused: { endpoints: [ \"ws://10.0.0.5:9001\" ] }\nroutes: { all: { upstream: unused } }\n";

        assertThatCode(() -> ConfigReader.read(ConfigSource.of("block", file), FilterTypes.load()))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @FieldSource("PAGES")
    void everyFileThatAPageLinksToIsThere(Page page) {
        assertThat(page.links())
                .allSatisfy(link ->
                        assertThat(page.path().resolveSibling(link).normalize()).exists());
    }

    @Test
    void theEmbeddingExampleIsTheProgramThatIsTested() throws Exception {
        String program = Files.readString(Path.of("src/test/java/io/tidegate/docs/EmbeddingExample.java"));

        assertThat(Page.read(Page.ROOT.resolve("docs/embedding.md")).blocks())
                .contains(new Page.Block("java", program));
    }

    @Test
    void theEmbeddingExampleRelaysToTheServerItIsGiven() throws Exception {
        CompletableFuture<String> echo = new CompletableFuture<>();
        try (EchoServer server = EchoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                Gateway gateway = EmbeddingExample.start(
                        "ws://127.0.0.1:" + server.address().getPort());
                HttpClient http = HttpClient.newHttpClient()) {
            String url = "ws://127.0.0.1:" + gateway.address("public").getPort() + "/chat";
            WebSocket socket = http.newWebSocketBuilder()
                    .buildAsync(URI.create(url), new FirstText(echo))
                    .join();

            socket.sendText("hello", true).join();

            assertThat(echo.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
            socket.abort();
        }
    }

    private static boolean isWholeConfiguration(Page.Block block) {
        return block.info().equals("yaml tidegate.yaml")
                || (block.info().equals("yaml") && block.text().startsWith("# tidegate.yaml"));
    }

    private record FirstText(CompletableFuture<String> echo) implements WebSocket.Listener {
        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            echo.complete(text.toString());
            return CompletableFuture.completedFuture(null);
        }
    }
}
