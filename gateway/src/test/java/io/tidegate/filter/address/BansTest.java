package io.tidegate.filter.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.Cidr;
import io.tidegate.config.Rate;
import io.tidegate.protocol.ClientBlock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BansTest {
    private static final BanConfig CONFIG = new BanConfig(
            Rate.parse("3/m"), List.of(401), Duration.ofMinutes(1), Duration.ofMinutes(5), List.<Cidr>of());
    private static final ClientBlock ADA = client("192.0.2.7");

    private final Bans bans = new Bans(100);
    private long now = System.nanoTime();

    @Test
    void whoFailsMoreOftenThanItMayIsBannedUntilThatIsOver() {
        fail(ADA, 3);
        assertThat(bans.remainingNanos(ADA, now)).isZero();

        fail(ADA, 1);

        assertThat(bans.remainingNanos(ADA, now)).isEqualTo(minutes(1));
        assertThat(bans.remainingNanos(client("192.0.2.8"), now)).isZero();
        now += minutes(1);
        assertThat(bans.remainingNanos(ADA, now)).isZero();
    }

    @Test
    void failuresThatAreFarApartAreForgiven() {
        for (int i = 0; i < 20; i++) {
            fail(ADA, 1);
            now += TimeUnit.SECONDS.toNanos(20);
        }

        assertThat(bans.remainingNanos(ADA, now)).isZero();
    }

    @Test
    void eachFurtherBanLastsTwiceAsLongUpToTheLongest() {
        for (long expected : List.of(1, 2, 4, 5, 5)) {
            fail(ADA, 4);
            assertThat(bans.remainingNanos(ADA, now)).isEqualTo(minutes(expected));
            now += minutes(expected);
        }

        now += minutes(5);
        fail(ADA, 4);

        assertThat(bans.remainingNanos(ADA, now)).isEqualTo(minutes(1));
    }

    @Test
    void failuresDuringABanChangeNothing() {
        fail(ADA, 4);
        now += minutes(1) / 2;
        fail(ADA, 50);

        assertThat(bans.remainingNanos(ADA, now)).isEqualTo(minutes(1) / 2);
    }

    @Test
    void allOfAnIpv6BlockIsOneClient() {
        fail(client("2001:db8::1"), 2);
        fail(client("2001:db8::ffff:1"), 2);

        assertThat(bans.remainingNanos(client("2001:db8:0:0:9::"), now)).isPositive();
        assertThat(bans.remainingNanos(client("2001:db8:0:1::1"), now)).isZero();
        assertThat(bans.list(10)).extracting(Bans.View::address).containsExactly("2001:db8:0:0:0:0:0:0/64");
    }

    @Test
    void whoIsLiftedBeginsAnew() {
        fail(ADA, 4);

        assertThat(bans.lift(ADA)).isTrue();

        assertThat(bans.lift(ADA)).isFalse();
        fail(ADA, 3);
        assertThat(bans.size()).isZero();
        fail(ADA, 1);
        assertThat(bans.remainingNanos(ADA, now)).isEqualTo(minutes(1));
        assertThat(bans.liftAll()).isEqualTo(1);
        assertThat(bans.size()).isZero();
    }

    @Test
    void thoseThatLastLongestAreListedFirst() {
        fail(client("192.0.2.1"), 4);
        now += 1_000_000;
        fail(client("192.0.2.2"), 4);

        assertThat(bans.list(10)).extracting(Bans.View::address).containsExactly("192.0.2.2", "192.0.2.1");
        assertThat(bans.list(1)).hasSize(1);
        assertThat(bans.find(client("192.0.2.1"))).isNotNull().satisfies(ban -> {
            assertThat(ban.times()).isEqualTo(1);
            assertThat(Duration.between(ban.since(), ban.until())).isEqualTo(Duration.ofMinutes(1));
        });
    }

    @Test
    void aMillionClientsThatFailAreRememberedInBoundedNumberAndABanIsNotPushedOut() {
        fail(ADA, 4);
        for (int i = 0; i < 1_000_000; i++) {
            bans.failed(new ClientBlock(true, i), CONFIG, now);
        }

        assertThat(bans.remembered()).isEqualTo(100);
        assertThat(bans.remainingNanos(ADA, now)).isPositive();
    }

    @Test
    void bansAreBoundedToo() {
        for (int i = 0; i < 10_000; i++) {
            fail(new ClientBlock(true, i), 4);
        }

        assertThat(bans.size()).isEqualTo(100);
        assertThat(bans.list(1000)).hasSize(100);
    }

    @Test
    void whatIsOfNoUseIsForgottenWithTheNextFailures() {
        for (int i = 0; i < 50; i++) {
            fail(new ClientBlock(true, i), 1);
        }
        now += minutes(30);
        for (int i = 100; i < 125; i++) {
            fail(new ClientBlock(true, i), 1);
        }

        assertThat(bans.remembered()).isEqualTo(25);
    }

    private void fail(ClientBlock client, int times) {
        for (int i = 0; i < times; i++) {
            bans.failed(client, CONFIG, now);
        }
    }

    private static long minutes(long count) {
        return TimeUnit.MINUTES.toNanos(count);
    }

    private static ClientBlock client(String address) {
        return ClientBlock.of(InetAddress.ofLiteral(address));
    }
}
