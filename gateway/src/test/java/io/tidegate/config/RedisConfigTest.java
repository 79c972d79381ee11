package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.filter.FilterTypes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisConfigTest {
    @ParameterizedTest
    @CsvSource({
        "redis://10.0.0.9, 6379, false, 0",
        "redis://10.0.0.9:7000/, 7000, false, 0",
        "rediss://redis.internal:7001/3, 7001, true, 3"
    })
    void theAddressSaysPortTlsAndDatabase(String url, int port, boolean tls, int database) {
        RedisConfig redis = read("url: '" + url + "'");

        assertThat(redis.port()).isEqualTo(port);
        assertThat(redis.tls()).isEqualTo(tls);
        assertThat(redis.database()).isEqualTo(database);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url: 'http://host' | redis.url must be an address like redis://host:6379 or rediss://host:6379/0, got http://host",
                "url: 'redis://host/chat' | redis.url must end with the number of a database, got redis://host/chat",
                "url: 'redis://user:hidden@host' | redis.url must not have a user or password, which belong into username and password, got redis://***@host",
                "url: 'redis://host', username: node | redis.password must be given with username",
                "url: 'redis://host', ca: pom.xml | redis.ca must not be given unless url is rediss://",
                "url: 'rediss://host', ca: nowhere.pem | redis.ca must be a file that can be read, got ",
                "url: 'redis://host', timeout: 1ms | redis.timeout must be between 5ms and 5s, got 1ms",
                "url: 'redis://host', prefix: 'a b' | redis.prefix must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -, got a b"
            })
    void settingsThatMakeNoSenseAreRefusedAndShowNoPassword(String settings, String fault) {
        assertThatThrownBy(() -> read(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(fault)
                .hasMessageNotContaining("hidden");
    }

    @Test
    void thePasswordIsNotPrinted() {
        assertThat(read("url: 'redis://host', username: node, password: hidden").toString())
                .contains("username=node, password=***")
                .doesNotContain("hidden");
    }

    private static RedisConfig read(String settings) {
        @Nullable
        RedisConfig redis = ConfigReader.read(ConfigSource.of("test.yaml", """
                        listeners: { public: { address: "127.0.0.1:8080" } }
                        redis: { %s }
                        """.formatted(settings)), FilterTypes.load())
                .redis();
        return Objects.requireNonNull(redis);
    }
}
