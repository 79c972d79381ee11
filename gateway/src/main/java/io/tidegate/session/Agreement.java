package io.tidegate.session;

import io.tidegate.config.CompressionConfig;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.route.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was agreed on about compression: end to end where messages pass unread, with either side for itself where they are
 * read.
 *
 * @param client as the client is told; null for none
 * @param upstream as the endpoint answered; null for none
 */
record Agreement(
        @Nullable PerMessageDeflate client, @Nullable PerMessageDeflate upstream) {

    /** What an endpoint is offered. */
    static List<PerMessageDeflate> offers(Route route, Handshake handshake) {
        if (route.readsMessages()) {
            CompressionConfig ours = route.compression();
            return ours.upstream()
                    ? List.of(PerMessageDeflate.ofOurs(
                            ours.takeover() && route.config().resume() == null))
                    : List.of();
        }
        List<PerMessageDeflate> offered = PerMessageDeflate.offers(handshake.headers());
        return route.mayDrop()
                ? offered.stream().map(PerMessageDeflate::withoutServerTakeover).toList()
                : offered;
    }

    /** @param answer of the endpoint; null for none */
    static Agreement of(Route route, Handshake handshake, @Nullable PerMessageDeflate answer) {
        if (route.readsMessages()) {
            CompressionConfig ours = route.compression();
            List<PerMessageDeflate> offered = PerMessageDeflate.offers(handshake.headers());
            boolean agreed = ours.client() && !offered.isEmpty();
            return new Agreement(agreed ? offered.getFirst().accepted(ours.takeover()) : null, answer);
        }
        return new Agreement(answer != null && route.mayDrop() ? answer.withoutClientTakeover() : answer, answer);
    }
}
