package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HashRingTest {
    private static final int USERS = 20_000;

    @Test
    void aKeyAlwaysMeansTheSameEndpointOnEveryNode() {
        HashRing here = ring(Endpoints.ofWeights(1, 1, 1, 1));
        HashRing there = ring(Endpoints.ofWeights(1, 1, 1, 1));

        for (int user = 0; user < 1000; user++) {
            String id = choose(here, user).id();

            assertThat(choose(here, user).id()).isEqualTo(id);
            assertThat(choose(there, user).id()).isEqualTo(id);
        }
    }

    @Test
    void sharesFollowTheWeights() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 2, 3, 4);
        HashRing ring = ring(endpoints);
        int[] users = new int[4];

        for (int user = 0; user < USERS; user++) {
            users[endpoints.indexOf(choose(ring, user))]++;
        }

        for (int i = 0; i < 4; i++) {
            int fair = USERS * endpoints.get(i).weight() / 10;
            assertThat(users[i]).isBetween((int) (fair * 0.75), (int) (fair * 1.25));
        }
    }

    @Test
    void anEndpointThatGoesMovesOnlyItsOwnUsers() {
        List<Endpoint> before = Endpoints.ofWeights(1, 1, 1, 1, 1);
        Endpoint gone = before.get(2);
        List<Endpoint> after = new ArrayList<>(before);
        after.remove(gone);
        HashRing ringBefore = ring(before);
        HashRing ringAfter = ring(after);

        int moved = 0;
        for (int user = 0; user < USERS; user++) {
            Endpoint was = choose(ringBefore, user);
            Endpoint is = choose(ringAfter, user);
            assertThat(was == is || was == gone).isTrue();
            moved += was == is ? 0 : 1;
        }

        assertThat(moved).isBetween(USERS * 3 / 20, USERS * 5 / 20); // a fifth, more or less
    }

    @Test
    void anEndpointThatComesTakesOnlyItsOwnShare() {
        List<Endpoint> before = Endpoints.ofWeights(1, 1, 1, 1);
        Endpoint added = Endpoints.up("new", 1);
        List<Endpoint> after = new ArrayList<>(before);
        after.add(0, added);
        HashRing ringBefore = ring(before);
        HashRing ringAfter = ring(after);

        for (int user = 0; user < USERS; user++) {
            Endpoint is = choose(ringAfter, user);
            assertThat(is == added || is == choose(ringBefore, user)).isTrue();
        }
    }

    @Test
    void aDownEndpointLeavesTheOthersWhereTheyWere() {
        List<Endpoint> all = Endpoints.ofWeights(1, 1, 1, 1);
        Endpoint down = all.get(1);
        HashRing ring = ring(all);

        for (int user = 0; user < 1000; user++) {
            Endpoint first = choose(ring, user);
            Endpoint second = choose(ring, user, down);
            assertThat(second == first || first == down).isTrue();
        }
    }

    @Test
    void theUsersOfOneEndpointSpreadOverAllOthersWhenItFails() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1, 1, 1, 1);
        Endpoint failed = endpoints.get(0);
        HashRing ring = ring(endpoints);

        List<Endpoint> second = IntStream.range(0, USERS)
                .filter(user -> choose(ring, user) == failed)
                .mapToObj(user -> choose(ring, user, failed))
                .distinct()
                .toList();

        assertThat(second).hasSize(4);
    }

    @Test
    void noEndpointGetsMoreThanTheBound() {
        List<Endpoint> endpoints = Endpoints.ofWeights(1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
        HashRing ring = ring(endpoints, 1.1);

        for (int session = 1; session <= 5000; session++) {
            Endpoints.occupy(choose(ring, session % 7)); // few keys, each with very many sessions
            double most = Math.ceil(1.1 * session / endpoints.size());
            assertThat(endpoints)
                    .allSatisfy(
                            endpoint -> assertThat((double) endpoint.sessions()).isLessThanOrEqualTo(most));
        }
    }

    @Test
    void theBoundFollowsTheWeights() {
        List<Endpoint> endpoints = Endpoints.ofWeights(8, 1, 1);
        HashRing ring = ring(endpoints, 1.25);

        for (int session = 0; session < 1000; session++) {
            Endpoints.occupy(choose(ring, session));
        }

        assertThat(endpoints.get(0).sessions()).isLessThanOrEqualTo(1000);
        assertThat(endpoints.get(1).sessions()).isLessThanOrEqualTo(125);
        assertThat(endpoints.get(2).sessions()).isLessThanOrEqualTo(125);
    }

    @Test
    void whoHasNoKeyIsToldApartByAddress() {
        HashRing ring = ring(Endpoints.ofWeights(1, 1, 1, 1, 1, 1, 1, 1));

        List<Endpoint> chosen = IntStream.range(1, 50)
                .mapToObj(i -> ring.choose(Endpoints.from("10.0.0." + i), Map.of(), Set.of()))
                .distinct()
                .toList();

        assertThat(chosen).hasSizeGreaterThan(4);
    }

    @Test
    void hugeWeightsDoNotMakeAHugeRing() {
        List<Endpoint> endpoints =
                Endpoints.ofWeights(IntStream.generate(() -> 1000).limit(1000).toArray());
        HashRing ring = ring(endpoints);

        long used = IntStream.range(0, USERS)
                .mapToObj(user -> choose(ring, user))
                .distinct()
                .count();

        assertThat(ring.size()).isBetween(100_000, 1 << 18);
        assertThat(used).isGreaterThan(990);
    }

    private static HashRing ring(List<Endpoint> endpoints) {
        return ring(endpoints, null);
    }

    private static HashRing ring(List<Endpoint> endpoints, @Nullable Double boundedLoad) {
        return new HashRing(Endpoints.hashing("header:User", boundedLoad), endpoints);
    }

    private static Endpoint choose(HashRing ring, int user, Endpoint... tried) {
        return ring.choose(Endpoints.from("127.0.0.1", "User", "user" + user), Map.of(), Set.of(tried));
    }
}
