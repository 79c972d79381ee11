package io.tidegate.store;

/** Told of what is asked of the store. Called from any thread. */
public interface StoreWatch {
    /** Redis answered after {@code nanos}. */
    void answered(long nanos);

    /** It did not, or not as it should. */
    void failed();

    /** It was not asked, since it did not answer others. */
    void skipped();
}
