package io.tidegate.control;

/** A reload that cannot be, whatever the configuration: the message says why, for whoever asked. */
public final class ReloadRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ReloadRefusedException(String message) {
        super(message, null, false, false);
    }
}
