package io.tidegate.filter.shape;

import io.tidegate.config.BandwidthConfig;
import io.tidegate.protocol.Side;
import java.util.List;

/** One bandwidth that sessions share, both directions. Shared. */
final class Share {
    private final Link fromClients = new Link();
    private final Link fromUpstreams = new Link();

    Link link(Side from) {
        return from == Side.CLIENT ? fromClients : fromUpstreams;
    }

    void follow(BandwidthConfig config) {
        fromClients.follow(config);
        fromUpstreams.follow(config);
    }

    /** There is no limit any more. */
    void release() {
        fromClients.release();
        fromUpstreams.release();
    }

    void collect(String name, List<BandwidthUse> uses) {
        for (Side side : Side.values()) {
            link(side).classes().forEach((ofClass, of) -> {
                if (of.isConfigured()) {
                    uses.add(of.use(name, side, ofClass));
                }
            });
        }
    }
}
