package io.tidegate.filter.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressSetTest {
    private static final AddressSet SET =
            set("10.0.0.0/8", "10.1.0.0/16", "192.0.2.7", "198.51.100.77/25", "fd00::/8", "::1");

    @ParameterizedTest
    @CsvSource({
        "9.255.255.255, false",
        "10.0.0.0, true",
        "10.1.2.3, true",
        "10.255.255.255, true",
        "11.0.0.0, false",
        "192.0.2.6, false",
        "192.0.2.7, true",
        "192.0.2.8, false",
        "198.51.100.0, true",
        "198.51.100.127, true",
        "198.51.100.128, false",
        "::ffff:192.0.2.7, true",
        "fd00::, true",
        "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "fe00::, false",
        "::1, true",
        "::2, false",
        "::a00:1, false"
    })
    void anAddressIsFoundInItsBlock(String address, boolean found) {
        assertThat(SET.contains(InetAddress.ofLiteral(address))).isEqualTo(found);
    }

    @Test
    void nothingIsInNoneAndEverythingOfAFamilyInItsWholeBlock() {
        assertThat(set().contains(InetAddress.ofLiteral("192.0.2.7"))).isFalse();
        assertThat(set("0.0.0.0/0").contains(InetAddress.ofLiteral("255.255.255.255")))
                .isTrue();
        assertThat(set("0.0.0.0/0").contains(InetAddress.ofLiteral("::1"))).isFalse();
        assertThat(set("::/0").contains(InetAddress.ofLiteral("fd00::1"))).isTrue();
    }

    @Test
    void manyBlocksSayTheSameAsEachOfThem() {
        var random = new Random(7);
        List<Cidr> blocks = Stream.generate(() -> new Cidr(address(random), random.nextInt(4, 33)))
                .limit(200)
                .toList();
        var all = new AddressSet(blocks);

        assertThat(Stream.generate(() -> address(random)).limit(5_000))
                .allSatisfy(address -> assertThat(all.contains(address))
                        .isEqualTo(blocks.stream().anyMatch(block -> block.contains(address))));
    }

    private static InetAddress address(Random random) {
        return InetAddress.ofLiteral(
                random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256) + ".9");
    }

    private static AddressSet set(String... blocks) {
        return new AddressSet(Arrays.stream(blocks).map(Cidr::parse).toList());
    }
}
