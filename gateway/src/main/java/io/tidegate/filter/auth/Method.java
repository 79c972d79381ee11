package io.tidegate.filter.auth;

import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A configured way to find out who a client is. Shared between loops. */
public interface Method {
    /**
     * Called on the client's event loop; never blocks. A stage that is complete already costs no wait.
     *
     * @return completed on any thread; never with null, and with an exception only for a fault of ours
     */
    CompletionStage<Outcome> judge(Handshake handshake);

    /** Where it looks for credentials, so that the endpoint does not get them; empty where it looks elsewhere. */
    List<CredentialSource> sources();

    /**
     * Judges a credential that came another way than with the handshake, such as in a message; as {@link #judge}.
     *
     * @return null if this method knows none that can be told
     */
    default @Nullable CompletionStage<Outcome> judge(String credential) {
        return null;
    }

    /** How a client may authenticate, as in {@code WWW-Authenticate} (RFC 9110, 11.6.1). */
    default String challenge() {
        return "Bearer";
    }

    /**
     * Called once, before {@link #start}.
     *
     * @param changed to be called, on any thread, when a credential that stood may stand no more: those that can be asked again
     *     ({@link Outcome.Recheck}) are
     */
    default void tellsOfChanges(Runnable changed) {}

    /** It is in use from now on: what it fetches it may fetch. Called once, not on an event loop; does not wait. */
    default void start() {}

    /** It is used no more. Called once, if it was started. */
    default void close() {}
}
