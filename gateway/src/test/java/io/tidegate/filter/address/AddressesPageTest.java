package io.tidegate.filter.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.RouteConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.testing.DocumentationPage;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/addresses.md is true: its settings are read with the file that they name, and its defaults are the defaults. */
class AddressesPageTest {
    @TempDir
    private Path folder;

    private final DocumentationPage page;

    AddressesPageTest() throws IOException {
        page = DocumentationPage.of("addresses.md");
    }

    @BeforeEach
    void writeTheFile() throws IOException {
        Files.writeString(
                folder.resolve("blocked.txt"), page.blocks("text blocked.txt").getFirst());
    }

    @Test
    void theConfigurationIsReadWithItsFile() throws IOException {
        Map<String, RouteConfig> routes =
                read(page.blocks("yaml with blocked.txt").getFirst());
        AddressSet denied = config(routes, "chat").denied();

        assertThat(denied.contains(InetAddress.ofLiteral("192.0.2.1"))).isTrue();
        assertThat(denied.contains(InetAddress.ofLiteral("198.51.100.7"))).isTrue();
        assertThat(denied.contains(InetAddress.ofLiteral("198.51.100.200"))).isTrue();
        assertThat(denied.contains(InetAddress.ofLiteral("198.51.100.8"))).isFalse();
        assertThat(config(routes, "office").allowed()).isNotNull();
    }

    @Test
    void theDefaultsThatItShowsAreTheDefaults() throws IOException {
        String shown = page.blocks("yaml filters").getFirst().replaceAll("(?m)^ *except:.*\n", "");

        assertThat(config(read(route(shown)), "chat"))
                .isEqualTo(config(read(route("- addresses: { bans: {} }\n")), "chat"));
    }

    @Test
    void aLineOfAFileAtFaultIsToldWithItsNumber() throws IOException {
        Files.writeString(folder.resolve("blocked.txt"), "10.0.0.1\n\n10.0.0.0/40 ; too long\nhost.example\n");

        assertThatThrownBy(() -> read(route("- addresses: { deny-files: [ blocked.txt ] }\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("routes.chat.filters[0].addresses.deny-files in " + folder.resolve("blocked.txt")
                        + ":3 must have a prefix of at most 32 bits, got 10.0.0.0/40")
                .hasMessageContaining(
                        "blocked.txt:4 must be an address or a block like 10.0.0.0/8 or fd00::/8, got host.example");
    }

    @Test
    void whatSaysNothingOrCannotBeIsRefused() {
        assertFault("{}", "allow must be given, or deny, allow-files, deny-files or bans");
        assertFault("{ deny: [ 10.0.0.0/33 ] }", "addresses.deny");
        assertFault("{ deny-files: [ nowhere.txt ] }", "nowhere.txt does not exist");
        assertFault("{ bans: { codes: [] } }", "bans.codes must list at least one code");
        assertFault("{ bans: { codes: [ 200 ] } }", "bans.codes must be between 400 and 4999, got 200");
        assertFault("{ bans: { first: 1h, longest: 1m } }", "bans.longest must be between 1h and 720h, got 1m");
    }

    private void assertFault(String settings, String fault) {
        assertThatThrownBy(() -> read(route("- addresses: " + settings + "\n")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault);
    }

    private static String route(String filters) {
        return """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ] } }
                routes:
                  chat:
                    upstream: chat
                    filters:
                """ + filters.indent(6);
    }

    private Map<String, RouteConfig> read(String yaml) throws IOException {
        Path file = Files.writeString(folder.resolve("tidegate.yaml"), yaml);
        return ConfigReader.read(ConfigSource.ofFile(file), FilterTypes.load()).routes();
    }

    private static Addresses.Config config(Map<String, RouteConfig> routes, String route) {
        return (Addresses.Config) routes.get(route).filters().getFirst().settings();
    }
}
