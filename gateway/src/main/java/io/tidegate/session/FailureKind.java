package io.tidegate.session;

import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** Whose doing a failure on a connection is. */
enum FailureKind {
    /** The peer's, or the network's. */
    NETWORK,
    /** A bug of ours. */
    INTERNAL;

    static FailureKind of(Throwable failure) {
        return switch (failure) {
            case IOException _ -> NETWORK;
            case DecoderException e when e.getCause() instanceof SSLException -> NETWORK; // an alert, or no TLS at all
            default -> INTERNAL;
        };
    }
}
