package io.tidegate.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemChecksTest {
    @TempDir
    private Path kernel;

    @Test
    void enoughForWhatIsWantedIsWell() throws IOException {
        kernel("65535", "1024\t65535", "100000 200000 300000");

        List<Finding> findings = findings("", 1_000_000);

        assertThat(findings).hasSize(4).allMatch(finding -> finding.level() == Finding.Level.OK);
        assertThat(findings.getFirst().text()).isEqualTo("1,000,000 open files, so max-sessions is 437,388");
    }

    @Test
    void tooLittleIsToldWithWhatToDo() throws IOException {
        kernel("128", "32768\t60999", "10 20 30");

        List<Finding> findings = findings("max-sessions: 200000\n", 100_000);

        assertThat(findings)
                .extracting(Finding::level)
                .containsExactly(Finding.Level.FAIL, Finding.Level.WARN, Finding.Level.WARN, Finding.Level.WARN);
        assertThat(findings.get(0).text())
                .isEqualTo("100,000 open files, enough for a max-sessions of 49,872, and it is 200,000");
        assertThat(findings.get(1).text()).isEqualTo("128, which cuts the backlog of listener public, 4,096");
        assertThat(findings.get(2).text()).contains("28,232 local ports", "the max-sessions of chat (50,000)");
        assertThat(findings.get(3).text()).contains("little for max-sessions 200,000");
        assertThat(findings).allMatch(finding -> finding.advice() != null);
    }

    @Test
    void whatTheSystemDoesNotTellIsLeftOut() {
        assertThat(findings("", Long.MAX_VALUE)).isEmpty();
    }

    /** Which gives each of its files in one read, and a reader of single bytes only the first. */
    @Test
    void whatTheKernelOfNowSaysIsReadWhole() throws Exception {
        Path ofNow = Path.of("/proc/sys/net");
        Assumptions.assumeTrue(Files.exists(ofNow));
        Process cat = new ProcessBuilder("cat", ofNow + "/core/somaxconn").start();
        String told = new String(cat.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();

        Optional<Finding> found = findings("", 1_000_000, ofNow).stream()
                .filter(finding -> finding.text().startsWith(String.format(Locale.ROOT, "%,d, ", Long.parseLong(told))))
                .findAny();

        assertThat(found).isPresent();
    }

    private List<Finding> findings(String more, long descriptors) {
        return findings(more, descriptors, kernel);
    }

    private static List<Finding> findings(String more, long descriptors, Path kernel) {
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                upstreams: { chat: { endpoints: [ "ws://10.0.0.5:9001" ], max-sessions: 50000 } }
                routes: { all: { upstream: chat } }
                """ + more;
        GatewayConfig config = ConfigReader.read(ConfigSource.of("test.yaml", yaml), FilterTypes.load());
        return new SystemChecks(config, descriptors, kernel).findings();
    }

    private void kernel(String somaxconn, String ports, String memory) throws IOException {
        Files.createDirectories(kernel.resolve("core"));
        Files.createDirectories(kernel.resolve("ipv4"));
        Files.writeString(kernel.resolve("core/somaxconn"), somaxconn + "\n");
        Files.writeString(kernel.resolve("ipv4/ip_local_port_range"), ports + "\n");
        Files.writeString(kernel.resolve("ipv4/tcp_mem"), memory + "\n");
    }
}
