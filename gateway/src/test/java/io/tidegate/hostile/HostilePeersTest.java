package io.tidegate.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each attack on a gateway with a heap of 96 MiB has the end that it is to have, takes no more memory than it may, and leaves the
 * session of somebody else alone.
 */
@Timeout(60)
class HostilePeersTest {
    private static final int MIB = 1 << 20;

    @TempDir
    private static Path folder;

    private static Victim victim;
    private static long most;
    private static String largest = "none";

    @BeforeAll
    static void start() {
        victim = new Victim(folder);
    }

    @AfterAll
    static void stop() {
        System.out.printf("HostilePeersTest: the gateway grew by at most %,d KiB, by %s%n", most / 1024, largest);
        victim.close();
    }

    static Stream<Attack> attacks() {
        return Attacks.all();
    }

    @Test
    void thereAreAtLeast80OfThemEachWithANameOfItsOwn() {
        assertThat(Attacks.all().map(Attack::name))
                .hasSizeGreaterThanOrEqualTo(80)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void anAttackComesToNothing(Attack attack) throws Exception {
        long before = victim.residentBytes();

        String outcome = attack.deed().on(victim);

        long grown = victim.residentBytes() - before;
        if (grown > most) {
            most = grown;
            largest = attack.name();
        }
        assertThat(outcome).isEqualTo(attack.expected());
        assertThat(grown).as("growth in bytes").isLessThanOrEqualTo((long) attack.mebibytes() * MIB);
        assertThat(victim.bystanderIsServed()).isTrue();
    }
}
