package io.tidegate.filter;

import io.tidegate.protocol.Principal;

/** What came of a credential that was to take the place of another. Reasons name no secret. */
public sealed interface Renewal {
    /** It stands; {@code principal} is who the client is from now on. */
    record Renewed(Principal principal) implements Renewal {}

    /** It does not stand, is somebody else's, or does not allow what the session does. */
    record Refused(String reason) implements Renewal {}

    /** Nobody can say at the moment. */
    record Unavailable(String reason) implements Renewal {}

    /** The session was not let in by anything that can be renewed. */
    enum None implements Renewal {
        NOT_RENEWABLE
    }
}
