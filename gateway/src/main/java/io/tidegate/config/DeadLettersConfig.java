package io.tidegate.config;

/**
 * Lines about messages that were taken and not delivered, in the file of {@code dead-letters} at the top level.
 *
 * @param payload how much of the content is written; 0 B to 1 MiB. Above 0 B messages are read for it
 */
public record DeadLettersConfig(@Default("1KiB") ByteSize payload) {
    public DeadLettersConfig {
        Check.between("payload", payload, new ByteSize(0), ByteSize.ofMiB(1));
    }

    /** Whether the content of messages is needed. */
    public boolean readsMessages() {
        return payload.bytes() > 0;
    }
}
