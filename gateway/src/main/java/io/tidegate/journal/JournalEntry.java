package io.tidegate.journal;

/** A line to be: made on an event loop, immutable from then on. */
public interface JournalEntry {
    /** About how much memory it holds while it waits; always the same. */
    int heldBytes();

    /** The line in UTF-8, ended by a line feed that is its only one. Called on the journal's thread. */
    byte[] line();
}
