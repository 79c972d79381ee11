package io.tidegate.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** One end of a connection, client or endpoint, that sends exactly the bytes it is told to. Blocking, for one thread at a time. */
public final class RawPeer implements AutoCloseable {
    public static final Duration LIMIT = Duration.ofSeconds(10);

    private static final int MAX_HEAD_BYTES = 256 * 1024;

    /** How the other end finished the connection. */
    public enum End {
        FIN,
        RESET
    }

    private final Socket socket;
    private final boolean isClient;
    private final int number;
    private final DataInputStream in;
    private final OutputStream out;
    private @Nullable Head head;

    private RawPeer(Socket socket, boolean isClient) throws IOException {
        this(socket, isClient, 0);
    }

    private RawPeer(Socket socket, boolean isClient, int number) throws IOException {
        this.socket = socket;
        this.isClient = isClient;
        this.number = number;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) LIMIT.toMillis());
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 8 * 1024));
        this.out = socket.getOutputStream();
    }

    /** Connects, and says nothing yet. */
    public static RawPeer connect(InetSocketAddress address) {
        return connect(address, 0);
    }

    /**
     * Connects, and says nothing yet.
     *
     * @param receiveBufferBytes small, so that a peer that does not read is felt soon; 0 for the kernel's choice
     */
    public static RawPeer connect(InetSocketAddress address, int receiveBufferBytes) {
        return connect(address, socket -> {
            if (receiveBufferBytes > 0) {
                socket.setReceiveBufferSize(receiveBufferBytes);
            }
        });
    }

    /** Connects from this local address, and says nothing yet. */
    public static RawPeer connectFrom(InetAddress local, InetSocketAddress address) {
        return connect(address, socket -> socket.bind(new InetSocketAddress(local, 0)));
    }

    /** Connects with TLS, trusting the site alone, and says nothing yet. */
    public static RawPeer connect(InetSocketAddress address, TestSite site) {
        Socket socket = new Socket();
        try {
            socket.connect(address, (int) LIMIT.toMillis());
            return new RawPeer(
                    site.context().getSocketFactory().createSocket(socket, "localhost", address.getPort(), true), true);
        } catch (IOException e) {
            closeNow(socket);
            throw new UncheckedIOException(e);
        }
    }

    private interface Preparation {
        void of(Socket socket) throws IOException;
    }

    private static RawPeer connect(InetSocketAddress address, Preparation preparation) {
        Socket socket = new Socket();
        try {
            preparation.of(socket);
            socket.connect(address, (int) LIMIT.toMillis());
            return new RawPeer(socket, true);
        } catch (IOException e) {
            closeNow(socket);
            throw new UncheckedIOException(e);
        }
    }

    /** Connects and shakes hands; fails unless the answer is 101. */
    public static RawPeer open(InetSocketAddress address, Upgrade request) {
        return shakeHands(connect(address), request);
    }

    /** As {@link #open}, from this local address. */
    public static RawPeer openFrom(InetAddress local, InetSocketAddress address, Upgrade request) {
        return shakeHands(connectFrom(local, address), request);
    }

    private static RawPeer shakeHands(RawPeer peer, Upgrade request) {
        boolean open = false;
        try {
            peer.send(request.bytes());
            Head answer = peer.readHead();
            if (answer.status() != 101) {
                throw new AssertionError("wanted 101, got " + answer);
            }
            open = true;
            return peer;
        } finally {
            if (!open) {
                peer.close();
            }
        }
    }

    /** The endpoint's end of a connection that its server socket took. */
    static RawPeer accepted(Socket socket, int number) throws IOException {
        return new RawPeer(socket, false, number);
    }

    /** Of the connections that its endpoint took, from 1. */
    public int number() {
        return number;
    }

    /** Waits for the other end without a limit from now on. */
    public RawPeer patient() {
        try {
            socket.setSoTimeout(0);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends frames as this end has to: a client masks those that are not masked yet. */
    public RawPeer send(WireFrame... frames) {
        for (WireFrame frame : frames) {
            boolean toMask = isClient && !frame.isMasked();
            send((toMask ? frame.masked(ThreadLocalRandom.current().nextInt()) : frame).bytes());
        }
        return this;
    }

    /** Sends exactly these bytes. */
    public RawPeer send(byte[] bytes) {
        try {
            out.write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public RawPeer send(String latin1) {
        return send(latin1.getBytes(ISO_8859_1));
    }

    /** Sends the bytes cut at these positions; each piece has been read by the other end before the next one goes. */
    public RawPeer sendCut(byte[] bytes, int... positions) {
        int from = 0;
        for (int to : positions) {
            send(Arrays.copyOfRange(bytes, from, to));
            ReceiveQueue.ofOtherEnd(socket).awaitEmpty();
            from = to;
        }
        return send(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    /** The head of a request or an answer, up to the blank line. */
    public Head readHead() {
        try {
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            int matched = 0; // of CR LF CR LF
            while (matched < 4) {
                int next = in.readUnsignedByte();
                text.write(next);
                matched = next == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : next == '\r' ? 1 : 0;
                require(text.size() < MAX_HEAD_BYTES, "a head of at most " + MAX_HEAD_BYTES + " bytes");
            }
            Head read = Head.parse(text.toString(ISO_8859_1).substring(0, text.size() - 4));
            head = read;
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@link #readHead} read last. */
    public Head head() {
        if (head == null) {
            throw new IllegalStateException("no head was read");
        }
        return head;
    }

    /** The next frame; fails if it is masked where it must not be or the reverse, or its length is not minimal. */
    public WireFrame next() {
        try {
            WireFrame frame = FrameReader.read(in);
            require(frame.isMasked() != isClient, "masked or not as the other end has to");
            require(frame.isMinimal(), "a minimal length");
            return frame;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame that is a Close; others are skipped. */
    public WireFrame nextClose() {
        WireFrame frame = next();
        while (frame.opcode() != WireFrame.CLOSE) {
            frame = next();
        }
        return frame;
    }

    public byte[] readExactly(int count) {
        try {
            return in.readNBytes(count);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The body of an answer with {@code Content-Length}. */
    public String readBody() {
        return new String(readExactly(Integer.parseInt(head().header("Content-Length"))), ISO_8859_1);
    }

    /** Waits for the end of the connection; fails if a byte comes before it. */
    public End end() {
        try {
            int next = in.read();
            require(next == -1, "the end of the connection");
            return End.FIN;
        } catch (SocketException e) {
            return End.RESET;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads whatever comes until the connection ends; the number of bytes. */
    public long drain() {
        long bytes = 0;
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                bytes += count;
            }
        } catch (SocketException | EOFException e) {
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes;
    }

    /** Sends a FIN; reading goes on. */
    public RawPeer halfClose() {
        try {
            socket.shutdownOutput();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection with an RST. */
    public void reset() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the connection after the RFC's manner: answers the Close that came, and waits for the other end's FIN. */
    public void finish(WireFrame answer) {
        send(answer);
        halfClose();
        drain();
        close();
    }

    public int port() {
        return socket.getLocalPort();
    }

    InputStream input() {
        return in;
    }

    OutputStream output() {
        return out;
    }

    @Override
    public void close() {
        closeNow(socket);
    }

    /** A program that is an endpoint has no time to load more for it: it is started anew and anew. */
    private static void require(boolean holds, String wanted) {
        if (!holds) {
            throw new AssertionError("wanted " + wanted);
        }
    }

    private static void closeNow(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
