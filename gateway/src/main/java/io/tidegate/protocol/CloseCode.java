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

    private CloseCode() {}

    /** Whether a peer may send {@code code} in a Close: 1000 to 1003, 1007 to 1014, 3000 to 4999. */
    @HotPath
    public static boolean isValid(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** A label of bounded cardinality: the code itself below 3000, {@code 3xxx}, {@code 4xxx}, or {@code none} for 0. */
    public static String label(int code) {
        if (code == 0) {
            return "none";
        }
        return code >= 4000 ? "4xxx" : code >= 3000 ? "3xxx" : Integer.toString(code);
    }
}
