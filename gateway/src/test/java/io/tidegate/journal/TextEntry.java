package io.tidegate.journal;

import java.nio.charset.StandardCharsets;

/** A line of text. */
record TextEntry(String text) implements JournalEntry {
    @Override
    public int heldBytes() {
        return text.length();
    }

    @Override
    public byte[] line() {
        return (text + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
