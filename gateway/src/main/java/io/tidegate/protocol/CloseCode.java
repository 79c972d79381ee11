package io.tidegate.protocol;

/** Close codes (RFC 6455, 7.4, and the IANA registry). */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int GOING_AWAY = 1001;
    public static final int PROTOCOL_ERROR = 1002;
    /** Never sent: stands for a Close without a code. */
    public static final int NO_STATUS = 1005;

    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY_VIOLATION = 1008;
    public static final int TOO_BIG = 1009;
    public static final int INTERNAL_ERROR = 1011;
    public static final int SERVICE_RESTART = 1012;
    public static final int TRY_AGAIN_LATER = 1013;
    public static final int BAD_GATEWAY = 1014;

    /** Of a refusal that is told by a Close: as the HTTP status 401. */
    public static final int UNAUTHORIZED = 4401;
    /** Of a refusal that is told by a Close: as the HTTP status 403. */
    public static final int FORBIDDEN = 4403;
    /** Of a refusal that is told by a Close: as the HTTP status 429. */
    public static final int TOO_MANY = 4429;

    private static final int OF_STATUS = 4000;

    private CloseCode() {}

    /** Whether a peer may send {@code code} in a Close: 1000 to 1003, 1007 to 1014, 3000 to 4999. */
    @HotPath
    public static boolean isValid(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /**
     * What says to a page's script what the HTTP status would have said: 4000 and the status, as far as it is about the request;
     * 1011 for 500, and 1013 for those above.
     */
    public static int ofStatus(int status) {
        if (status < 500) {
            return OF_STATUS + status;
        }
        return status == 500 ? INTERNAL_ERROR : TRY_AGAIN_LATER;
    }

    /** A label of bounded cardinality: the code itself below 3000, {@code 3xxx}, {@code 4xxx} but for those of our refusals, or {@code none} for 0. */
    public static String label(int code) {
        if (code == 0) {
            return "none";
        }
        return switch (code) {
            case NORMAL -> "1000"; // most
            case UNAUTHORIZED, FORBIDDEN, TOO_MANY -> Integer.toString(code);
            default -> code >= 4000 ? "4xxx" : code >= 3000 ? "3xxx" : Integer.toString(code);
        };
    }
}
