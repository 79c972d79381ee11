package io.tidegate.cli.dial;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.Future;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult;
import io.tidegate.protocol.HeadResult.Response;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.WebSocketKey;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.EventLoops;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * One attempt to open a WebSocket, a step at a time, each with its own clock. Blocks; for one thread. What it opened is closed
 * with it.
 */
public final class Dialing implements AutoCloseable {
    private static final int MAX_START_LINE = 8 * 1024;
    private static final int MAX_FIELDS = 200;
    private static final int MAX_FIELD_BYTES = 64 * 1024;
    private static final int MAX_BODY = 4 * 1024;
    private static final Duration FOR_A_BODY = Duration.ofSeconds(1);

    private final EventLoops loops;
    private final long limitNanos;
    private Inbox inbox = new Inbox();
    private final List<Step> steps = new ArrayList<>();
    private Step.Name at = Step.Name.DNS;
    private long beganNanos = System.nanoTime();
    private @Nullable Channel channel;
    private ByteBuf received = Unpooled.EMPTY_BUFFER;
    private @Nullable HeaderList answer;

    /** @param limit for each step but DNS, whose limit is the system's */
    public Dialing(EventLoops loops, Duration limit) {
        this.loops = loops;
        this.limitNanos = limit.toNanos();
    }

    /** Those that were done, in their order. */
    public List<Step> steps() {
        return steps;
    }

    /** Fields of the server's answer, whatever its status; null if it gave none. */
    public @Nullable HeaderList answer() {
        return answer;
    }

    /** All addresses of {@code host}, a name or an address without brackets. */
    public List<InetAddress> resolve(String host) throws DialFailure {
        begin(Step.Name.DNS);
        try {
            List<InetAddress> addresses = List.of(InetAddress.getAllByName(host));
            done(addresses.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")));
            return addresses;
        } catch (UnknownHostException e) {
            throw failure(Reason.unknownHost(host));
        }
    }

    /** Goes to one address; after a failure another one may be tried. */
    public void connect(InetSocketAddress address) throws DialFailure {
        begin(Step.Name.TCP);
        disconnect(); // from an address that failed
        inbox = new Inbox();
        ChannelFuture connecting = new Bootstrap()
                .group(loops.group())
                .channelFactory(loops.transport().client())
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // ours is exact
                .handler(inbox)
                .connect(address);
        channel = connecting.channel();
        await(connecting);
        done(address.getAddress().getHostAddress() + " port " + address.getPort());
    }

    /**
     * Lays TLS over the connection.
     *
     * @param host name, or address without brackets, that the certificate must be for
     */
    public void secure(ClientTls tls, String host, int port) throws DialFailure {
        begin(Step.Name.TLS);
        Channel open = channel();
        SslHandler handler = tls.newHandler(open.alloc(), host, port);
        open.pipeline().addFirst(handler);
        open.read();
        await(handler.handshakeFuture());
        done(text(handler.engine().getSession()));
    }

    /** What the server showed; empty if there was no TLS, or it showed none. */
    public List<X509Certificate> certificates() {
        SslHandler handler = channel().pipeline().get(SslHandler.class);
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Certificate certificate : handler == null
                    ? new Certificate[0]
                    : handler.engine().getSession().getPeerCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        } catch (SSLPeerUnverifiedException e) {
            return List.of();
        }
        return List.copyOf(chain);
    }

    /** The last step. The connection is for what this returns from now on, but closed with the dialing. */
    public Conversation upgrade(Handshake handshake) throws DialFailure {
        begin(Step.Name.UPGRADE);
        String key = WebSocketKey.random();
        channel()
                .writeAndFlush(
                        handshake.request(key).encode(channel().alloc(), ""),
                        channel().voidPromise());
        Response response = response();
        answer = response.headers();
        if (response.status() != 101) {
            throw failure(Reason.ofStatus(response.status(), says(response)));
        }
        String wrong = handshake.whatIsWrong(key, response.headers());
        if (wrong != null) {
            throw failure(new Reason(wrong, "the server, or a proxy in between, breaks RFC 6455"));
        }
        String subprotocol = response.headers().get("Sec-WebSocket-Protocol");
        String session = response.headers().get("Tidegate-Session");
        done("101" + (subprotocol == null ? "" : ", subprotocol " + subprotocol)
                + (session == null ? "" : ", session " + session));
        ByteBuf rest = received;
        received = Unpooled.EMPTY_BUFFER;
        return new Conversation(channel(), inbox, rest);
    }

    private Response response() throws DialFailure {
        HeadParser parser = new HeadParser(MAX_START_LINE, MAX_FIELDS, MAX_FIELD_BYTES);
        while (true) {
            switch (parser.response(received)) {
                case Response response
                when response.status() >= 200 || response.status() == 101 -> {
                    return response;
                }
                case Response _ -> {} // (RFC 9110, 15.2): the true one follows
                case HeadResult.Malformed malformed ->
                    throw failure(new Reason("the answer is not HTTP: " + malformed.detail(), "what listens there?"));
                case HeadResult.Request _ -> throw new IllegalStateException("a response was parsed");
                case HeadResult.Incomplete _ -> receive(Duration.ofNanos(limitNanos));
            }
        }
    }

    private void receive(Duration limit) throws DialFailure {
        try {
            ByteBuf more = inbox.take(channel(), limit);
            if (more == null) {
                throw failure(Reason.ended(at));
            }
            if (received.isReadable()) {
                received.writeBytes(more);
                more.release();
            } else {
                received.release();
                received = more;
            }
        } catch (IOException e) {
            throw failure(Reason.of(at, e.getCause() == null ? e : e.getCause()));
        }
    }

    /** The reason phrase, or what a problem document (RFC 9457) says of it. */
    private String says(Response response) {
        String type = response.headers().get("Content-Type");
        if (type != null && type.startsWith("application/problem+json")) {
            String detail = detail(response.headers().get("Content-Length"));
            if (!detail.isEmpty()) {
                return detail;
            }
        }
        String retry = response.headers().get("Retry-After");
        return response.reason() + (retry == null ? "" : ", Retry-After " + retry);
    }

    private String detail(@Nullable String contentLength) {
        if (contentLength == null || !contentLength.matches("\\d{1,4}")) {
            return "";
        }
        int length = Math.min(MAX_BODY, Integer.parseInt(contentLength));
        try {
            while (received.readableBytes() < length) {
                receive(FOR_A_BODY);
            }
            String body = received.toString(received.readerIndex(), length, StandardCharsets.UTF_8);
            return JsonMapper.shared().readTree(body).path("detail").asString("");
        } catch (DialFailure | JacksonException e) {
            return ""; // the status says enough
        }
    }

    private void await(Future<?> future) throws DialFailure {
        try {
            if (!future.await(limitNanos / 1_000_000)) {
                throw failure(Reason.of(at, new SocketTimeoutException()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(new Reason("interrupted", "try again"));
        }
        if (!future.isSuccess()) {
            throw failure(Reason.of(at, Objects.requireNonNullElseGet(future.cause(), ClosedChannelException::new)));
        }
    }

    private static String text(SSLSession session) {
        return session.getProtocol() + " " + session.getCipherSuite();
    }

    private void begin(Step.Name step) {
        at = step;
        beganNanos = System.nanoTime();
    }

    private void done(String detail) {
        steps.add(new Step(at, System.nanoTime() - beganNanos, detail));
    }

    private DialFailure failure(Reason reason) {
        return new DialFailure(at, System.nanoTime() - beganNanos, reason);
    }

    private Channel channel() {
        return Objects.requireNonNull(channel, "not connected");
    }

    @Override
    public void close() {
        received.release();
        received = Unpooled.EMPTY_BUFFER;
        disconnect();
    }

    private void disconnect() {
        if (channel != null) {
            channel.close().awaitUninterruptibly();
            channel.eventLoop().submit(inbox::release).awaitUninterruptibly(); // behind what was still being read
        }
    }
}
