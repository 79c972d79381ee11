package io.tidegate.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.protocol.EndToEnd;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.HeadResult.Response;
import java.net.ConnectException;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade request on one connection, and the endpoint's answer. Its result comes once, unless it is closed before; then
 * the connection is closed, or free for a session. Confined.
 */
final class Exchange implements EndpointConnection.Owner {
    private static final int MAX_START_LINE = 8 * 1024;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_FIELD_BYTES = 64 * 1024;
    private static final int MAX_INTERIM_ANSWERS = 16;

    private final EndpointConnection connection;
    private final Upstream upstream;
    private final Endpoint endpoint;
    private final UpgradeRequest request;
    private final Consumer<AttemptResult> onResult;
    private final HeadParser parser = new HeadParser(MAX_START_LINE, MAX_FIELDS, MAX_FIELD_BYTES);
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private int interimAnswers;
    private boolean requested;
    private boolean answering;
    private boolean done;
    private @Nullable Response refusal;
    private @Nullable RefusalBody body;

    Exchange(
            EndpointConnection connection,
            Upstream upstream,
            Endpoint endpoint,
            UpgradeRequest request,
            Consumer<AttemptResult> onResult) {
        this.connection = connection;
        this.upstream = upstream;
        this.endpoint = endpoint;
        this.request = request;
        this.onResult = onResult;
    }

    /** What came of a connection that failed before any byte of an answer. */
    static AttemptResult.Failed failure(Throwable cause) {
        return failure(cause, true, false);
    }

    /** Sends the request. */
    @Override
    public void onReady() {
        if (!requested) { // TLS may shake hands again
            requested = true;
            connection.send(request.encode(connection.channel().alloc(), upstream, endpoint));
        }
    }

    @Override
    public void onBytes(ByteBuf bytes) {
        answering = true;
        if (body != null) {
            onBody(body.add(bytes));
            bytes.release();
            return;
        }
        if (received.isReadable()) {
            received.writeBytes(bytes);
            bytes.release();
        } else {
            received.release();
            received = bytes;
        }
        onAnswer();
    }

    @Override
    public void onEnd() {
        if (body != null) {
            onBody(body.end());
        } else {
            String what = answering ? "closed the connection within its answer" : "closed the connection";
            finish(new AttemptResult.Failed(502, what, !answering, requested));
        }
    }

    @Override
    public void onFailure(Throwable cause) {
        finish(failure(cause, !answering, requested));
    }

    /** Whether the request was sent. */
    boolean requested() {
        return requested;
    }

    /** Gives up: the result will not come, the connection is closed. Does nothing after the result. */
    void close() {
        if (!done) {
            release();
            connection.close();
        }
    }

    private void onAnswer() {
        int start = received.readerIndex();
        switch (parser.response(received)) {
            case HeadResult.Incomplete _ -> {}
            case HeadResult.Malformed malformed -> refuse("malformed answer: " + malformed.detail());
            case HeadResult.Request _ -> throw new IllegalStateException("a response was parsed");
            case Response response -> onResponse(response, start);
        }
    }

    private void onResponse(Response response, int start) {
        if (response.status() == 101) {
            onSwitch(response);
        } else if (response.status() < 200) {
            interimAnswers++;
            if (interimAnswers > MAX_INTERIM_ANSWERS) {
                refuse("more than " + MAX_INTERIM_ANSWERS + " interim answers");
            } else {
                onAnswer(); // (RFC 9110, 15.2): the true one follows
            }
        } else if (response.status() < 300) {
            refuse("answered " + response.status() + " to an upgrade");
        } else {
            refusal = response;
            body = new RefusalBody();
            onBody(body.add(received.readerIndex(start)));
        }
    }

    private void onSwitch(Response response) {
        UpgradeAnswer.Verified verified = UpgradeAnswer.verify(response, request);
        UpgradeAnswer answer = verified.answer();
        if (answer == null) {
            refuse("broken handshake: " + verified.fault());
            return;
        }
        ByteBuf rest = received;
        received = Unpooled.EMPTY_BUFFER;
        finish(new AttemptResult.Connected(connection.channel(), answer, rest));
    }

    private void onBody(@Nullable String whole) {
        if (refusal != null && whole != null) {
            finish(new AttemptResult.Refused(refusal.status(), EndToEnd.fields(refusal.headers()), whole));
        }
    }

    /** The endpoint broke the handshake. */
    private void refuse(String reason) {
        finish(new AttemptResult.Failed(502, reason, false, true));
    }

    private void finish(AttemptResult result) {
        if (done) {
            return;
        }
        release();
        if (result instanceof AttemptResult.Connected) {
            connection.leave();
        } else {
            connection.close();
        }
        onResult.accept(result);
    }

    /** Nothing is reported after this. */
    private void release() {
        done = true;
        received.release();
        received = Unpooled.EMPTY_BUFFER;
        if (body != null) {
            body.close();
        }
    }

    private static AttemptResult.Failed failure(Throwable cause, boolean retryable, boolean asked) {
        String what = switch (cause) {
            case ConnectException _ -> "connection refused or unreachable: " + cause.getMessage();
            case SSLException _ -> "TLS failed: " + cause.getMessage();
            default -> "connection failed: " + cause.getMessage();
        };
        return new AttemptResult.Failed(502, what, retryable, asked);
    }
}
