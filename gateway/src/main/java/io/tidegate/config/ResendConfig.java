package io.tidegate.config;

/**
 * Requests that have no reply yet are sent to the next endpoint again: at least once.
 *
 * @param requestId JSON pointer to the id in a client's request; what has none is no request
 * @param replyId JSON pointer to the same id in the endpoint's reply
 * @param messages without a reply that are recorded of a session; one that has more ends with its endpoint. 1 to 100,000
 * @param bytes of them all; 1 KiB to 64 MiB
 */
public record ResendConfig(
        @Default("/id") String requestId,
        @Default("/id") String replyId,
        @Default("1000") int messages,
        @Default("256KiB") ByteSize bytes) {
    public ResendConfig {
        Check.pointer("request-id", requestId);
        Check.pointer("reply-id", replyId);
        Check.between("messages", messages, 1, 100_000);
        Check.between("bytes", bytes, new ByteSize(1024), ByteSize.ofMiB(64));
    }
}
