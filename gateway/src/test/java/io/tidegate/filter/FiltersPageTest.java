package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.FilterConfig;
import io.tidegate.protocol.FrameHeaders;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Opcode;
import io.tidegate.protocol.Side;
import io.tidegate.testing.DocumentationPage;
import io.tidegate.time.BurstClock;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/filters.md is true: its settings are read, and the filter that it shows works from a jar. */
class FiltersPageTest {
    private static final String FILE = """
            listeners: { public: { address: "127.0.0.1:8080" } }
            upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
            routes:
              chat:
                upstream: chat
                filters:
            """;

    @TempDir
    private Path folder;

    private final DocumentationPage page;

    FiltersPageTest() throws IOException {
        page = DocumentationPage.of("filters.md");
    }

    @Test
    void everyExampleOfABuiltInFilterIsReadAndConfigured() {
        FilterTypes types = FilterTypes.load();
        String whole = page.blocks("yaml tidegate.yaml").getFirst();

        assertThat(filters(whole, types)).extracting(FilterConfig::type).contains("origins", "rate-limit", "headers");
        assertThat(page.blocks("yaml filters"))
                .hasSize(2)
                .allSatisfy(block -> assertThat(filters(FILE + block.indent(6), types))
                        .isNotEmpty()
                        .allSatisfy(types::configure));
    }

    @Test
    void theFilterThatItShowsIsTheSample() throws IOException {
        assertThat(page.blocks("java Tenants.java"))
                .containsExactly(Files.readString(Path.of("src/test/sample-filter/com/example/tidegate/Tenants.java")));
        assertThat(page.blocks("text io.tidegate.filter.FilterType"))
                .containsExactly(Files.readString(
                        Path.of("src/test/sample-filter/META-INF/services/io.tidegate.filter.FilterType")));
    }

    @Test
    void theFilterOfMessagesThatItShowsIsTheSampleAndWorks() throws IOException {
        assertThat(page.blocks("java Words.java"))
                .containsExactly(Files.readString(Path.of("src/test/sample-filter/com/example/tidegate/Words.java")));
        try (URLClassLoader classes = PluginJar.loader(PluginJar.ofSample(folder))) {
            FilterTypes types = FilterTypes.load(classes);
            String example = page.blocks("yaml filters words").getFirst();
            List<FilterConfig> configs = filters(FILE + example.indent(6), types);
            FilterFactory factory = types.configure(configs.getFirst());
            Filter filter = factory.newFilter(FilterContexts.on("chat", new BurstClock()));
            var judge = new MessageJudge(Side.CLIENT, new MessageFilters(FilterChain.of(filter)));
            byte[] text = "a badword here".getBytes(StandardCharsets.UTF_8);

            assertThat(factory.readsMessages()).isTrue();
            assertThat(judge.judge(Message.view(true, text, 0, text.length, text.length)))
                    .isEqualTo(MessageVerdict.Pass.FORWARD);
            assertThat(judge.message().text()).isEqualTo("a ******* here");
        }
    }

    @Test
    void aJarInThePluginsFolderBringsAFilterWithItsSettings() throws IOException {
        try (URLClassLoader classes = PluginJar.loader(PluginJar.ofSample(folder))) {
            FilterTypes types = FilterTypes.load(classes);
            String example = page.blocks("yaml filters tenants").getFirst();
            FilterConfig config = filters(FILE + example.indent(6), types).getFirst();
            Filter filter = types.configure(config).newFilter(FilterContexts.on("chat", new BurstClock()));
            Handshake acme = Handshakes.to("/?tenant=acme").build();

            assertThat(types.names()).contains("tenants", "origins");
            assertThat(config.settings()).hasToString("Config[allow=[acme, globex], parameter=tenant, binary=REFUSE]");
            assertThat(((HandshakeFilter) filter).onHandshake(acme)).isEqualTo(Admission.Pass.ADMIT);
            assertThat(acme.toEndpoint().get("X-Tenant")).isEqualTo("acme");
            assertThat(((HandshakeFilter) filter)
                            .onHandshake(Handshakes.to("/?tenant=x").build()))
                    .isEqualTo(Admission.Refuse.with(403, "This tenant is not known."));
            assertThat(((FrameFilter) filter).onFrame(Side.CLIENT, FrameHeaders.of(Opcode.BINARY, true, 1)))
                    .isInstanceOf(FrameVerdict.Close.class);
        }
    }

    @Test
    void aFaultInTheSettingsOfAFilterOfOnesOwnHasItsPlace() throws IOException {
        try (URLClassLoader classes = PluginJar.loader(PluginJar.ofSample(folder))) {
            FilterTypes types = FilterTypes.load(classes);
            String yaml = FILE + "      - tenants: { allow: [], binary: maybe }\n";

            assertThatThrownBy(() -> filters(yaml, types))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("filters.md:7:")
                    .hasMessageContaining("routes.chat.filters[0].tenants.binary must be");
        }
    }

    private static List<FilterConfig> filters(String yaml, FilterTypes types) {
        return ConfigReader.read(ConfigSource.of("filters.md", yaml), types)
                .routes()
                .get("chat")
                .filters();
    }
}
