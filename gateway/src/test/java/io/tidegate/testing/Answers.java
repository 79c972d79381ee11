package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.testing.RawEndpoint.Answer;
import java.util.List;

/** How an endpoint may answer a handshake. */
public final class Answers {
    private Answers() {}

    /** A correct 101 with these further header lines, such as {@code "Sec-WebSocket-Protocol: chat"}. */
    public static Answer accept(String... headerLines) {
        return peer -> {
            Head request = peer.readHead();
            peer.send(switching(Upgrade.acceptFor(request.header("Sec-WebSocket-Key")), headerLines));
        };
    }

    /** 101 and the first frames in one write. */
    public static Answer acceptGluing(WireFrame... frames) {
        return peer -> {
            Head request = peer.readHead();
            String head = switching(Upgrade.acceptFor(request.header("Sec-WebSocket-Key")));
            String glued = new String(WireFrame.bytes(List.of(frames)), ISO_8859_1);
            peer.send(head + glued);
        };
    }

    /** An answer other than 101, with this body, after which the connection ends. */
    public static Answer status(int status, String body, String... headerLines) {
        return peer -> {
            peer.readHead();
            StringBuilder answer = new StringBuilder("HTTP/1.1 " + status + " Whatever\r\n");
            for (String line : headerLines) {
                answer.append(line + "\r\n");
            }
            peer.send(answer.append("Content-Length: " + body.length() + "\r\n\r\n" + body)
                    .toString());
            peer.halfClose();
        };
    }

    /** 101 with the key of another handshake. */
    public static Answer acceptingWrongly() {
        return peer -> {
            peer.readHead();
            peer.send(switching(Upgrade.acceptFor("AAAAAAAAAAAAAAAAAAAAAA==")));
        };
    }

    /** These bytes, whatever they mean. */
    public static Answer bytes(String latin1) {
        return peer -> {
            peer.readHead();
            peer.send(latin1);
        };
    }

    /** A head of these lines. */
    public static Answer head(String... lines) {
        return bytes(String.join("\r\n", lines) + "\r\n\r\n");
    }

    /** Takes the request and says nothing. */
    public static Answer stall() {
        return RawPeer::readHead;
    }

    /** Ends the connection before any byte of an answer. */
    public static Answer closeAtOnce() {
        return peer -> {
            peer.readHead();
            peer.close();
        };
    }

    /** Ends the connection with a reset before any byte of an answer. */
    public static Answer resetAtOnce() {
        return peer -> {
            peer.readHead();
            peer.reset();
        };
    }

    /** Ends the connection inside the answer's head. */
    public static Answer closeInsideTheHead() {
        return peer -> {
            peer.readHead();
            peer.send("HTTP/1.1 101 Switching Pro");
            peer.close();
        };
    }

    /** The head of a 101. */
    public static String switching(String accept, String... headerLines) {
        StringBuilder head = new StringBuilder("HTTP/1.1 101 Switching Protocols\r\n"
                + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: " + accept + "\r\n");
        for (String line : headerLines) {
            head.append(line + "\r\n");
        }
        return head.append("\r\n").toString();
    }
}
