package io.tidegate.hostile;

import java.util.stream.Stream;

/** All of them. */
final class Attacks {
    private Attacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                        SmugglingAttacks.all(),
                        PathAttacks.all(),
                        HeadAttacks.all(),
                        SpoofingAttacks.all(),
                        FrameAttacks.all(),
                        BombAttacks.all(),
                        TlsAttacks.all(),
                        EndpointAttacks.all(),
                        AdminAttacks.all(),
                        CrowdAttacks.all())
                .flatMap(attacks -> attacks);
    }
}
