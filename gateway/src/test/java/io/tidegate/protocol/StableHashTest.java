package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StableHashTest {
    @Test
    void theHashOfATextNeverChanges() {
        assertThat(StableHash.of("")).isEqualTo(-1166397803181037274L);
        assertThat(StableHash.of("192.0.2.7")).isEqualTo(-2015132099345938898L);
        assertThat(StableHash.ofPair(1, 2)).isEqualTo(4411914438082478787L);
    }

    @Test
    void textsThatDifferInOneCharacterSpreadEvenlyByAnyOfTheirBits() {
        Map<Long, Integer> byLowBits = new HashMap<>();
        Map<Long, Integer> byHighBits = new HashMap<>();
        for (int i = 0; i < 16_000; i++) {
            long hash = StableHash.of("user-" + i);
            byLowBits.merge(hash & 15, 1, Integer::sum);
            byHighBits.merge(hash >>> 60, 1, Integer::sum);
        }

        assertThat(byLowBits.values())
                .hasSize(16)
                .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
        assertThat(byHighBits.values())
                .hasSize(16)
                .allSatisfy(count -> assertThat(count).isBetween(850, 1150));
    }

    @Test
    void theOrderOfAPairCounts() {
        Set<Long> hashes = new HashSet<>();
        for (int first = 0; first < 100; first++) {
            for (int second = 0; second < 100; second++) {
                hashes.add(StableHash.ofPair(first, second));
            }
        }

        assertThat(hashes).hasSize(10_000);
    }

    @Test
    void aHashAsANumberLiesBetween0And1WithoutEither() {
        assertThat(StableHash.unit(0)).isGreaterThan(0).isLessThan(0.001);
        assertThat(StableHash.unit(-1)).isGreaterThan(0.999).isLessThan(1);
        assertThat(Math.log(StableHash.unit(-1))).isNegative();
    }
}
