package io.tidegate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidegate.config.ConfigException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocketListener;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EchoServerTest {
    private static final int FLOOD_PAYLOAD_BYTES = 64 << 10;
    private static final int FLOOD_FRAMES = 1024;

    private EchoServer server;
    private HttpClient http;

    @BeforeEach
    void start() {
        server = EchoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        http = HttpClient.newHttpClient();
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void textAndBinaryComeBackAsTheyCame() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open(heard);

        socket.sendText("h\u00e9llo", true).join();
        socket.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();

        assertThat(heard.next()).isEqualTo("text h\u00e9llo");
        assertThat(heard.next()).isEqualTo("binary 010203");
        socket.abort();
    }

    @Test
    void fragmentsComeBackAsFragments() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open(heard);

        socket.sendText("one ", false).join();
        socket.sendText("two ", false).join();
        socket.sendText("three", true).join();

        assertThat(heard.next()).isEqualTo("text one ...");
        assertThat(heard.next()).isEqualTo("text two ...");
        assertThat(heard.next()).isEqualTo("text three");
        socket.abort();
    }

    @Test
    void aPingIsAnsweredWithItsPayload() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open(heard);

        socket.sendPing(ByteBuffer.wrap("beat".getBytes(UTF_8))).join();

        assertThat(heard.next()).isEqualTo("pong beat");
        socket.abort();
    }

    @Test
    void aCloseComesBackWithItsCodeAndReason() throws Exception {
        Heard heard = new Heard();
        WebSocket socket = open(heard);

        socket.sendClose(4001, "done").join();

        assertThat(heard.next()).isEqualTo("close 4001 done");
    }

    @Test
    void theFirstSubprotocolOfferedIsChosen() throws Exception {
        WebSocket socket = http.newWebSocketBuilder()
                .subprotocols("chat.v2", "chat.v1")
                .buildAsync(uri("/deep/path?token=1"), new Heard())
                .join();

        assertThat(socket.getSubprotocol()).isEqualTo("chat.v2");
        socket.abort();
    }

    @Test
    void compressedMessagesComeBackCompressed() throws Exception {
        LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
        OkHttpClient client =
                new OkHttpClient.Builder().minWebSocketMessageToCompress(0).build();
        Request request =
                new Request.Builder().url("http://127.0.0.1:" + port() + "/").build();

        okhttp3.WebSocket socket = client.newWebSocket(request, new WebSocketListener() {
            @Override
            public void onOpen(okhttp3.WebSocket webSocket, Response response) {
                heard.add(String.valueOf(response.header("Sec-WebSocket-Extensions")));
            }

            @Override
            public void onMessage(okhttp3.WebSocket webSocket, ByteString bytes) {
                heard.add("bytes " + bytes.size() + " " + bytes.getByte(99_999));
            }
        });
        byte[] bytes = new byte[100_000];
        bytes[99_999] = 7;
        socket.send(ByteString.of(bytes));

        assertThat(heard.poll(10, TimeUnit.SECONDS)).startsWith("permessage-deflate");
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("bytes 100000 7");
        socket.cancel();
        client.dispatcher().executorService().shutdown();
        client.connectionPool().evictAll();
    }

    @Test
    void aClientThatAsksForNoContextTakeoverGetsIt() throws Exception {
        try (Socket socket = new Socket(server.address().getAddress(), port())) {
            socket.setSoTimeout(10_000);

            handshake(socket, "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover\r\n");

            assertThat(head(socket)).contains("101").containsIgnoringCase("server_no_context_takeover");
        }
    }

    @Test
    void aPlainGetIsToldToUpgrade() throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/"))
                .build();

        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().firstValue("Upgrade")).contains("websocket");
        assertThat(response.body()).contains("echo server");
    }

    @Test
    void aClientThatDoesNotReadStopsTheServersReadingUntilItReads() throws Exception {
        AtomicLong sentBytes = new AtomicLong();
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(16 << 10);
            socket.connect(server.address());
            socket.setSoTimeout(10_000);
            handshake(socket, "");
            assertThat(head(socket)).contains("101");
            Thread sender = Thread.startVirtualThread(() -> flood(socket, sentBytes));

            await().during(Duration.ofMillis(200)).until(standsStill(sentBytes));
            long stoppedAtBytes = sentBytes.get();
            int echoBytes = FLOOD_FRAMES * (10 + FLOOD_PAYLOAD_BYTES); // unmasked, so 4 bytes less a frame
            socket.getInputStream().skipNBytes(echoBytes);

            assertThat(stoppedAtBytes).isLessThan(32 << 20); // what the kernel's buffers take
            sender.join();
        }
    }

    @Test
    void anAddressInUseIsAClearRefusal() {
        assertThatThrownBy(() -> EchoServer.start(server.address()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cannot listen on 127.0.0.1:" + port())
                .hasMessageContaining("in use");
    }

    private int port() {
        return server.address().getPort();
    }

    private URI uri(String path) {
        return URI.create("ws://127.0.0.1:" + port() + path);
    }

    private WebSocket open(Heard heard) {
        return http.newWebSocketBuilder().buildAsync(uri("/"), heard).join();
    }

    private void handshake(Socket socket, String moreHeaders) throws IOException {
        String key = Base64.getEncoder().encodeToString(new byte[16]);
        String request = "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + port() + "\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key + "\r\n"
                + moreHeaders + "\r\n";
        socket.getOutputStream().write(request.getBytes(UTF_8));
    }

    /** What comes up to and including the empty line. */
    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(UTF_8).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended within the head: " + head.toString(UTF_8));
            }
            head.write(next);
        }
        return head.toString(UTF_8);
    }

    private static Callable<Boolean> standsStill(AtomicLong counter) {
        AtomicLong before = new AtomicLong();
        return () -> counter.get() > 0 && before.getAndSet(counter.get()) == counter.get();
    }

    /** Binary frames, masked with zeros. */
    private static void flood(Socket socket, AtomicLong sentBytes) {
        byte[] frame = new byte[14 + FLOOD_PAYLOAD_BYTES];
        frame[0] = (byte) 0x82;
        frame[1] = (byte) 0xFF;
        frame[7] = 1; // a length of 65,536 in 64 bits
        try {
            OutputStream out = socket.getOutputStream();
            for (int i = 0; i < FLOOD_FRAMES; i++) {
                out.write(frame);
                sentBytes.addAndGet(frame.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes down what the JDK's client hears. */
    private static final class Heard implements WebSocket.Listener {
        private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

        String next() throws InterruptedException {
            return String.valueOf(events.poll(10, TimeUnit.SECONDS));
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
            return heard(webSocket, "text " + text + (last ? "" : "..."));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket webSocket, ByteBuffer bytes, boolean last) {
            StringBuilder hex = new StringBuilder();
            while (bytes.hasRemaining()) {
                hex.append(String.format("%02x", bytes.get()));
            }
            return heard(webSocket, "binary " + hex);
        }

        @Override
        public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer payload) {
            return heard(webSocket, "pong " + UTF_8.decode(payload));
        }

        @Override
        public CompletionStage<?> onClose(WebSocket webSocket, int code, String reason) {
            return heard(webSocket, "close " + code + " " + reason);
        }

        private CompletionStage<?> heard(WebSocket webSocket, String event) {
            events.add(event);
            webSocket.request(1);
            return CompletableFuture.completedFuture(null);
        }
    }
}
