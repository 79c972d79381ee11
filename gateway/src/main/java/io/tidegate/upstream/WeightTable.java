package io.tidegate.upstream;

import java.util.Arrays;
import java.util.List;

/** Endpoints laid end to end, each as long as its weight. Immutable. */
final class WeightTable {
    private final List<Endpoint> endpoints;
    private final int[] ends;

    /** @param endpoints each of a weight above 0 */
    WeightTable(List<Endpoint> endpoints) {
        int divisor = endpoints.stream().mapToInt(Endpoint::weight).reduce(0, WeightTable::commonDivisor);
        this.endpoints = endpoints;
        this.ends = endpoints.stream()
                .mapToInt(endpoint -> endpoint.weight() / divisor)
                .toArray();
        Arrays.parallelPrefix(ends, Math::addExact);
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    /** All weights together, less their common divisor; 0 if there is no endpoint. */
    int length() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** @param position 0 to {@link #length} - 1 */
    Endpoint at(int position) {
        int found = Arrays.binarySearch(ends, position + 1);
        return endpoints.get(found >= 0 ? found : -found - 1);
    }

    static int commonDivisor(int a, int b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }
}
