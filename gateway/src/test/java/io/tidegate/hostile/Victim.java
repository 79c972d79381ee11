package io.tidegate.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.testing.Answers;
import io.tidegate.testing.EchoEndpoint;
import io.tidegate.testing.FreePort;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.Head;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.TestSite;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A gateway in a process of its own with little memory, endpoints behind it, and a client who has nothing to do with all that and
 * must notice nothing.
 */
final class Victim implements AutoCloseable {
    /** Of the admin API. */
    static final String TOKEN = "a-token-of-enough-characters";

    /** Of sessions, and of handshakes. */
    static final int MOST = 120;

    static final String GONE = "gone";

    private static final String ADDRESS = "address: \"127.0.0.1:";

    private final TestSite site = new TestSite();
    private final EchoEndpoint echo = new EchoEndpoint();
    private final RawEndpoint seeing = new RawEndpoint(Answers.accept());
    private final RawEndpoint evil = new RawEndpoint(Answers.accept());
    private final int quick = FreePort.next();
    private final int secure = FreePort.next();
    private final int proxied = FreePort.next();
    private final int trusting = FreePort.next();
    private final int admin = FreePort.next();
    private final Path folder;
    private final GatewayProcess gateway;
    private final RawPeer bystander;

    Victim(Path folder) {
        this.folder = folder;
        this.gateway = GatewayProcess.start(
                folder,
                settings(),
                "-Xms96m",
                "-Xmx96m",
                "-XX:+AlwaysPreTouch",
                "-XX:MaxDirectMemorySize=64m",
                "-XX:+ExitOnOutOfMemoryError");
        gateway.program().awaitPort(admin);
        status(
                local(admin),
                "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); // it loads a lot for the first one
        this.bystander = gateway.open("/echo/bystander");
    }

    private Settings settings() {
        return withRoutes(withListeners());
    }

    private Settings withListeners() {
        String timeout = "\", handshake-timeout: 400ms";
        return Settings.to(seeing.url())
                .listenerBeside("quick", "{ " + ADDRESS + quick + timeout + " }")
                .listenerBeside("secure", "{ " + ADDRESS + secure + timeout + ", tls: " + site.listenerTls() + " }")
                .listenerBeside(
                        "proxied",
                        "{ " + ADDRESS + proxied + timeout
                                + ", proxy-protocol: { mode: require, from: [ 10.0.0.0/8 ] } }")
                .listenerBeside("trusting", "{ " + ADDRESS + trusting + "\", trusted-proxies: [ 127.0.0.1/32 ] }")
                .upstreamBeside("echo", echo.url())
                .upstreamBeside("evil", evil.url(), "connect-timeout: 500ms", "connect-deadline: 800ms")
                .gateway("max-sessions", Integer.toString(MOST))
                .gateway("max-handshakes", Integer.toString(MOST))
                .gateway("memory-budget", "16MiB")
                .gateway("admin", "{ " + ADDRESS + admin + "\", token: " + TOKEN + " }");
    }

    private static Settings withRoutes(Settings settings) {
        return settings.routeBeside("echo", route("/echo/**", "echo", ""))
                .routeBeside(
                        "small",
                        route(
                                "/small/**",
                                "echo",
                                "max-message: 64KiB, max-frame: 64KiB, max-fragments: 100, "
                                        + "control-rate: { limit: 10/s, burst: 20 }"))
                .routeBeside(
                        "messages",
                        route(
                                "/messages/**",
                                "echo",
                                "max-message: 1MiB, max-frame: 1MiB, filters: [ { size-limit: { max-inflated: 512KiB } } ]"))
                .routeBeside(
                        "ratio",
                        route(
                                "/ratio/**",
                                "echo",
                                "filters: [ { size-limit: { max-inflated: 1MiB, max-ratio: 50 } } ]"))
                .routeBeside(
                        "slow",
                        route(
                                "/slow/**",
                                "echo",
                                "idle-timeout: 2s, stall-timeout: 500ms, close-timeout: 300ms, "
                                        + "ping: { interval: 1s, timeout: 500ms }"))
                .routeBeside(
                        "guarded",
                        route(
                                "/guarded/**",
                                "echo",
                                "filters: [ { origins: { allow: [ \"https://app.example.com\" ], without-origin: refuse } } ]"))
                .routeBeside(
                        "identity",
                        route(
                                "/identity/**",
                                "chat",
                                "filters: [ { headers: { to-endpoint: { set: { X-User-Id: ours }, remove: [ X-Internal ] } } } ]"))
                .routeBeside("evil", route("/evil/**", "evil", ""));
    }

    private static String route(String path, String upstream, String more) {
        return "{ match: { path: \"" + path + "\" }, upstream: " + upstream + (more.isEmpty() ? "" : ", " + more)
                + " }";
    }

    /** Plain, with 5 s for a handshake. */
    InetSocketAddress plain() {
        return gateway.address();
    }

    /** Plain, with 400 ms for a handshake. */
    InetSocketAddress quick() {
        return local(quick);
    }

    /** With TLS, and 400 ms for a handshake. */
    InetSocketAddress secure() {
        return local(secure);
    }

    /** Behind a load balancer that is elsewhere. */
    InetSocketAddress proxied() {
        return local(proxied);
    }

    /** Behind a proxy on this machine. */
    InetSocketAddress trusting() {
        return local(trusting);
    }

    InetSocketAddress admin() {
        return local(admin);
    }

    TestSite site() {
        return site;
    }

    /** The endpoint of {@code /evil}. */
    RawEndpoint evil() {
        return evil;
    }

    /** Connections that endpoints, other than that of echoes, have taken so far. */
    int reached() {
        return seeing.taken() + evil.taken();
    }

    RawPeer open(String target) {
        return gateway.open(target);
    }

    RawPeer open(Upgrade request) {
        return RawPeer.open(plain(), request);
    }

    /** What the plain listener answers. */
    String answer(String request) {
        return answer(plain(), request);
    }

    /** What the plain listener answers. */
    String answer(Upgrade request) {
        return answer(new String(request.bytes(), ISO_8859_1));
    }

    /** The status of the answer, behind which the connection must end; or {@link #GONE}. */
    static String answer(InetSocketAddress address, String request) {
        try (RawPeer peer = RawPeer.connect(address)) {
            send(peer, request.getBytes(ISO_8859_1));
            return answer(peer);
        }
    }

    /** The status of the answer; or {@link #GONE}. */
    static String status(InetSocketAddress address, String request) {
        try (RawPeer peer = RawPeer.connect(address)) {
            send(peer, request.getBytes(ISO_8859_1));
            return Integer.toString(peer.readHead().status());
        } catch (UncheckedIOException e) {
            return GONE;
        }
    }

    /** As {@link #answer(InetSocketAddress, String)}, of a client that has sent what it has to say. */
    static String answer(RawPeer peer) {
        try {
            Head head = peer.readHead();
            if (head.status() == 101) {
                return "101";
            }
            peer.readBody();
            return peer.drain() == 0 ? Integer.toString(head.status()) : head.status() + ", and more";
        } catch (UncheckedIOException e) {
            return GONE;
        }
    }

    /** What a client is told in the end. */
    static String close(RawPeer peer) {
        try {
            return "close " + peer.nextClose().closeCode();
        } catch (UncheckedIOException e) {
            return GONE;
        }
    }

    /** What a client is told in the end that sends these frames again and again, and reads what comes meanwhile. */
    static String flood(RawPeer peer, int times, WireFrame... frames) {
        byte[] bytes = WireFrame.bytes(
                List.of(frames).stream().map(frame -> frame.masked(0x11223344)).toList());
        Thread sending = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < times; i++) {
                if (!send(peer, bytes)) {
                    return;
                }
            }
        });
        String told = close(peer);
        peer.close();
        join(sending);
        return told;
    }

    static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether they could be sent: who is refused may be cut off while it still sends. */
    static boolean send(RawPeer peer, byte[] bytes) {
        try {
            peer.send(bytes);
            return true;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Each when the one before has been read, until the other end has had enough. */
    static void sendByteByByte(RawPeer peer, byte[] bytes) {
        try {
            peer.sendCut(bytes, IntStream.range(1, bytes.length).toArray());
        } catch (UncheckedIOException e) {
            return; // refused
        }
    }

    /** What an endpoint gets of a request that is admitted; its path must be another one each time. */
    Head seen(InetSocketAddress address, Upgrade request) {
        try (RawPeer client = RawPeer.open(address, request);
                RawPeer peer = seeing.next()) {
            client.reset();
            return peer.head();
        }
    }

    Head seen(Upgrade request) {
        return seen(plain(), request);
    }

    /** The bystander's session goes on. */
    boolean bystanderIsServed() {
        bystander.send(WireFrame.text("still there?"));
        return bystander.next().text().equals("still there?");
    }

    long residentBytes() {
        return gateway.program().residentBytes();
    }

    /** Whether the log has an ending for each handshake, and nobody's line but ours. */
    List<String> log() {
        try {
            String text = Files.readString(folder.resolve("access.log"), ISO_8859_1);
            return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    GatewayProcess gateway() {
        return gateway;
    }

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        bystander.close();
        gateway.close();
        echo.close();
        seeing.close();
        evil.close();
        site.close();
    }
}
