package io.tidegate.store;

/** Redis did not answer in time, or not as it should; or it is known that it would not. */
public final class StoreUnavailableException extends Exception {
    private static final long serialVersionUID = 1;

    StoreUnavailableException(String message) {
        super(message, null, false, false);
    }
}
