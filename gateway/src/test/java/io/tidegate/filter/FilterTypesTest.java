package io.tidegate.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.config.FilterConfig;
import io.tidegate.filter.limit.RateLimits;
import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterTypesTest {
    @TempDir
    private Path folder;

    /** Has the name of a built-in filter. */
    public static final class OtherOrigins implements FilterType<OtherOrigins.Config> {
        record Config() {}

        @Override
        public String name() {
            return "origins";
        }

        @Override
        public Class<Config> configType() {
            return Config.class;
        }

        @Override
        public FilterFactory configure(Config config) {
            return _ -> new Filter() {};
        }
    }

    /** Has a name that cannot be a key. */
    public static final class Misnamed implements FilterType<OtherOrigins.Config> {
        @Override
        public String name() {
            return "My Filter";
        }

        @Override
        public Class<OtherOrigins.Config> configType() {
            return OtherOrigins.Config.class;
        }

        @Override
        public FilterFactory configure(OtherOrigins.Config config) {
            return _ -> new Filter() {};
        }
    }

    @Test
    void theBuiltInFiltersAreFoundByTheirNames() {
        FilterTypes types = FilterTypes.load();

        assertThat(types.names())
                .containsExactly(
                        "addresses",
                        "audit",
                        "authenticate",
                        "authorize",
                        "correlation",
                        "framing",
                        "handshake-limit",
                        "headers",
                        "json",
                        "json-rpc",
                        "origins",
                        "patterns",
                        "protobuf",
                        "rate-limit",
                        "shape",
                        "size-limit",
                        "subprotocol",
                        "trace",
                        "transform");
        assertThat(types.configType("rate-limit")).isEqualTo(RateLimits.Config.class);
        assertThat(types.configType("message_rate")).isNull();
    }

    @Test
    void aNameThatIsTakenOrNoKeyIsRefusedWithTheClassesThatHaveIt() throws IOException {
        Path jar = PluginJar.listing(folder, OtherOrigins.class.getName(), Misnamed.class.getName());

        try (URLClassLoader classes = PluginJar.loader(jar)) {
            assertThatThrownBy(() -> FilterTypes.load(classes))
                    .isInstanceOfSatisfying(
                            ConfigException.class,
                            refusal -> assertThat(refusal.faults())
                                    .containsExactlyInAnyOrder(
                                            "filter type " + OtherOrigins.class.getName()
                                                    + " must have a name of its own, got origins, which is the name of "
                                                    + Origins.class.getName(),
                                            "filter type " + Misnamed.class.getName()
                                                    + " must have a name in kebab-case, got My Filter"));
        }
    }

    @Test
    void aListedTypeThatIsNotInTheJarIsOneClearLine() throws IOException {
        Path jar = PluginJar.listing(folder, "com.example.Missing");

        try (URLClassLoader classes = PluginJar.loader(jar)) {
            assertThatThrownBy(() -> FilterTypes.load(classes))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("filter types must load, got ")
                    .hasMessageContaining("com.example.Missing");
        }
    }

    @Test
    void anUnknownTypeIsRefusedWithTheNamesThatThereAre() {
        var config = new FilterConfig("orgins", new OtherOrigins.Config());

        assertThatThrownBy(() -> FilterTypes.load().configure(config))
                .isInstanceOf(ConfigException.class)
                .hasMessage("orgins must be one of "
                        + String.join(", ", FilterTypes.load().names()) + ", got orgins");
    }

    @Test
    void settingsOfAnotherTypeAreABugOfTheCaller() {
        var config = new FilterConfig("headers", new Origins.Config(List.of("*"), Origins.WithoutOrigin.ALLOW));

        assertThatThrownBy(() -> FilterTypes.load().configure(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Filter headers needs settings of io.tidegate.filter.Headers$Config");
    }
}
