package io.tidegate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** deploy/compose.yaml, as far as it can be told without Docker: what it mounts, runs and connects is there. */
class ComposeFileTest {
    private static final Path DEPLOY = Path.of("..", "deploy");
    private static final String LAUNCHER = "/tidegate/tidegate";

    private final JsonNode compose =
            new YAMLMapper().readTree(DEPLOY.resolve("compose.yaml").toFile());

    @Test
    void whatItMountsIsThere() {
        List<String> mounted = new ArrayList<>();
        compose.findValues("volumes").forEach(volumes -> volumes.forEach(volume -> mounted.add(volume.asString(""))));
        mounted.removeIf(volume -> !volume.startsWith("."));

        assertThat(mounted)
                .hasSizeGreaterThan(3)
                .allSatisfy(volume -> assertThat(DEPLOY.resolve(volume.substring(0, volume.indexOf(':'))))
                        .isDirectory());
    }

    @Test
    void whatItRunsOfOursAreCommands() {
        List<List<String>> commands = new ArrayList<>();
        compose.findValues("command").forEach(command -> {
            List<String> words = new ArrayList<>();
            command.forEach(word -> words.add(word.asString()));
            commands.add(words);
        });
        commands.removeIf(words -> !words.getFirst().equals(LAUNCHER));
        var commandLine = Commands.commandLine(new FakeProgram(), () -> {
            throw new AssertionError("nothing is run");
        });

        assertThat(commands)
                .hasSize(3)
                .allSatisfy(words -> assertThatCode(() -> commandLine.parseArgs(
                                words.subList(1, words.size()).toArray(String[]::new)))
                        .doesNotThrowAnyException());
    }

    @Test
    void theGatewaysFileFitsTheOthers() throws Exception {
        String text = Files.readString(DEPLOY.resolve("tidegate.yaml"));

        GatewayConfig config = ConfigReader.read(ConfigSource.of("tidegate.yaml", text), FilterTypes.load());

        JsonNode services = compose.path("services");
        assertThat(config.upstreams().get("echo").endpoints())
                .allSatisfy(endpoint ->
                        assertThat(services.has(endpoint.url().getHost())).isTrue());
        assertThat(Files.readString(DEPLOY.resolve("prometheus/prometheus.yaml")))
                .contains("gateway:" + config.admin().open().port());
        assertThat(services.path("gateway").path("ports").path(0).asString())
                .endsWith(":" + config.listeners().get("public").address().port());
    }
}
