package io.tidegate.net;

/** What a client's {@link Entrance} waits for. */
enum EntranceStep {
    PROXY("a PROXY protocol header"),
    TLS("the TLS handshake"),
    REQUEST("a request"),
    /** Handed over, refused, answered or lost. */
    OVER("nothing");

    private final String awaited;

    EntranceStep(String awaited) {
        this.awaited = awaited;
    }

    String awaited() {
        return awaited;
    }
}
