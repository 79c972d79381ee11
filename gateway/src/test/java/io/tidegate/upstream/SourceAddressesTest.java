package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressesTest {
    private static final InetAddress IPV4 = Endpoints.address("10.0.0.5");
    private static final InetAddress IPV6 = Endpoints.address("2001:db8::1");

    @Test
    void addressesAreTakenInTurnWithAnyPort() {
        var sources = new SourceAddresses("chat", List.of("127.0.0.1", "0.0.0.0"));

        assertThat(Stream.generate(() -> sources.nextTowards(IPV4)).limit(4))
                .containsExactly(at("127.0.0.1"), at("0.0.0.0"), at("127.0.0.1"), at("0.0.0.0"));
    }

    @Test
    void anAddressOfTheOtherFamilyIsNotUsed() {
        var sources = new SourceAddresses("chat", List.of("127.0.0.1"));

        assertThat(sources.nextTowards(IPV6)).isNull();
    }

    @Test
    void withoutConfigurationTheKernelChooses() {
        assertThat(new SourceAddresses("chat", List.of()).nextTowards(IPV4)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.7", "10.0.0.0/8", "localhost"})
    void whatIsNoAddressOfThisMachineIsRefused(String address) {
        assertThatThrownBy(() -> new SourceAddresses("chat", List.of(address)))
                .isInstanceOf(ConfigException.class)
                .hasMessage("upstreams.chat.source must list addresses of this machine, got " + address);
    }

    private static InetSocketAddress at(String address) {
        return new InetSocketAddress(address, 0);
    }
}
