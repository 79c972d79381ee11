package io.tidegate.cli.dial;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.util.regex.Pattern;

/**
 * What went wrong, in words, and what to do about it.
 *
 * @param what one line
 */
record Reason(String what, String advice) {
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cc}");
    private static final String SERVER_LOG = "the server's own log says why";

    Reason {
        what = CONTROL_CHARACTER.matcher(what).replaceAll("?"); // servers choose some of it
    }

    static Reason unknownHost(String host) {
        return new Reason(
                host + " has no address",
                "is the name right, and does the resolver of this machine know it? (getent hosts " + host + ")");
    }

    /** The only place where an exception becomes a reason. */
    static Reason of(Step.Name step, Throwable thrown) {
        Throwable cause = thrown instanceof DecoderException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof SocketTimeoutException || cause instanceof ConnectTimeoutException) {
            return late(step);
        }
        if (cause instanceof ClosedChannelException) {
            return ended(step);
        }
        return step == Step.Name.TLS ? ofTls(cause) : ofSystem(step, text(cause));
    }

    private static Reason late(Step.Name step) {
        return switch (step) {
            case DNS, TCP ->
                new Reason(
                        "no answer in time", "a firewall that drops packets, a wrong address, or a host that is down");
            case TLS -> new Reason("no answer in time", "does it speak TLS on this port? otherwise it is overloaded");
            case UPGRADE ->
                new Reason(
                        "no answer to the handshake in time", "is it a web server, and not overloaded? " + SERVER_LOG);
        };
    }

    static Reason ended(Step.Name step) {
        return switch (step) {
            case DNS, TCP -> new Reason("the connection was closed", "try again; " + SERVER_LOG);
            case TLS ->
                new Reason(
                        "the server closed the connection during the TLS handshake",
                        "does it speak TLS on this port, and does it want a certificate of ours? " + SERVER_LOG);
            case UPGRADE ->
                new Reason(
                        "the server closed the connection without an answer",
                        "does it speak HTTP on this port, or only TLS (wss:)? does it want a PROXY header? "
                                + SERVER_LOG);
        };
    }

    private static Reason ofSystem(Step.Name step, String text) {
        if (text.contains("Connection refused")) {
            return new Reason(
                    "connection refused", "nothing listens there: does the server run, on this address and port?");
        }
        if (text.contains("Connection reset") || text.contains("Broken pipe")) {
            return new Reason("connection reset", ended(step).advice());
        }
        if (text.contains("nreachable") || text.contains("No route")) {
            return new Reason(text, "there is no way to it from here: network, VPN, address");
        }
        return new Reason(text, SERVER_LOG);
    }

    private static Reason ofTls(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = text(cause);
        if (cause instanceof NotSslRecordException || text.contains("WRONG_VERSION_NUMBER")) {
            return new Reason("the answer is not TLS", "it speaks without TLS there: use ws:, or the port of its TLS");
        }
        if (text.contains("certification path") || text.contains("unable to find")) {
            return new Reason(
                    "its certificate is not signed by an authority that is trusted here",
                    "name its authority (tls.ca, --ca), or let the server send its whole chain");
        }
        if (text.contains("NotAfter") || text.contains("xpired")) {
            return new Reason("its certificate has expired: " + text, "renew it on the server, and reload it there");
        }
        if (text.contains("NotBefore")) {
            return new Reason("its certificate is not yet valid: " + text, "are the clocks right, here and there?");
        }
        if (text.contains("No name matching") || text.contains("subject alternative")) {
            return new Reason(
                    "its certificate is for other names: " + text,
                    "use one of its names (for an upstream: tls.server-name), or get a certificate for this one");
        }
        if (text.contains("ERTIFICATE_REQUIRED")
                || text.contains("certificate_required")
                || text.contains("ad_certificate")) {
            return new Reason(
                    "it wants a certificate of ours: " + text,
                    "give one that it trusts (for an upstream: tls.certificate)");
        }
        return new Reason(text, "do both sides have a version and a cipher in common? " + SERVER_LOG);
    }

    /** What an HTTP status in place of 101 means. */
    static Reason ofStatus(int status, String says) {
        return new Reason("answered HTTP " + status + (says.isEmpty() ? "" : ": " + says), adviceFor(status));
    }

    private static String adviceFor(int status) {
        if (status >= 200 && status < 400) {
            return "it is a web server, but takes no WebSocket here: is the path right, and does a proxy in between drop Upgrade?";
        }
        return switch (status) {
            case 400 -> "it does not take this request as a handshake: path, Host, or a proxy in between";
            case 401 -> "it wants to know who you are: a token, or whatever it takes (-H 'Authorization: ...')";
            case 403 -> "you may not: credentials, address, or the Origin that it allows (-H 'Origin: https://...')";
            case 404 -> "there is nothing at this path, or not under this Host";
            case 426 -> "the upgrade did not arrive there: a proxy in between drops the Upgrade header";
            case 429 -> "too many requests: wait as long as its Retry-After says";
            case 502, 503, 504 ->
                "what answers has no server behind it that takes sessions now; tidegate doctor says which";
            default -> SERVER_LOG;
        };
    }

    private static String text(Throwable cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").replaceFirst("^[a-zA-Z]+\\(\\.\\.\\) failed[^:]*: ", "");
    }
}
