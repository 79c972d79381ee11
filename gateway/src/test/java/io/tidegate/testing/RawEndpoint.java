package io.tidegate.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * A server that shakes hands as it is told to, well or badly, and then hands each connection to the test. Shared: takes
 * and answers on threads of its own.
 */
public final class RawEndpoint implements AutoCloseable {
    /** What is done with a connection before the test gets it. */
    @FunctionalInterface
    public interface Answer {
        void to(RawPeer peer) throws IOException;
    }

    private final String scheme;
    private final Opening opening;
    private final BlockingQueue<RawPeer> answered = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<RawPeer> all = new ConcurrentLinkedQueue<>();
    private final AtomicInteger taken = new AtomicInteger();
    private volatile Answer answer;
    private volatile ServerSocket server;
    private volatile Thread taking;

    public RawEndpoint(Answer answer) {
        this(answer, 0);
    }

    /**
     * Listens from now on.
     *
     * @param receiveBufferBytes of its connections; 0 for the kernel's choice
     */
    public RawEndpoint(Answer answer, int receiveBufferBytes) {
        this(answer, "ws", () -> {
            ServerSocket plain = new ServerSocket();
            if (receiveBufferBytes > 0) {
                plain.setReceiveBufferSize(receiveBufferBytes);
            }
            return plain;
        });
    }

    /** With TLS; shakes hands when it first reads, and asks clients for a certificate. */
    public RawEndpoint(Answer answer, SSLContext tls) {
        this(answer, "wss", () -> {
            SSLServerSocket asking =
                    (SSLServerSocket) tls.getServerSocketFactory().createServerSocket();
            asking.setNeedClientAuth(true);
            return asking;
        });
    }

    /** With the site's TLS; shakes hands when it first reads. */
    public RawEndpoint(Answer answer, TestSite site) {
        this(answer, "wss", () -> site.context().getServerSocketFactory().createServerSocket());
    }

    private interface Opening {
        ServerSocket socket() throws IOException;
    }

    private RawEndpoint(Answer answer, String scheme, Opening opening) {
        this.answer = answer;
        this.scheme = scheme;
        this.opening = opening;
        this.server = listen(0);
        this.taking = startTaking();
    }

    /** For the configuration. */
    public String url() {
        return scheme + "://127.0.0.1:" + server.getLocalPort();
    }

    /** From now on. */
    public void answerWith(Answer next) {
        answer = next;
    }

    /** The next connection that was answered, whatever the answer. */
    public RawPeer next() {
        try {
            RawPeer peer = answered.poll(RawPeer.LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (peer == null) {
                throw new AssertionError("no connection came within " + RawPeer.LIMIT);
            }
            return peer;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Connections taken so far. */
    public int taken() {
        return taken.get();
    }

    /** Closes everything, as a server that ends, and listens on the same port again. */
    public void restart() {
        int port = server.getLocalPort();
        close();
        try {
            taking.join(); // the kernel keeps the port for as long as a thread is in accept
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        server = listen(port);
        taking = startTaking();
    }

    private ServerSocket listen(int port) {
        try {
            ServerSocket listening = opening.socket();
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
            return listening;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Thread startTaking() {
        ServerSocket listening = server;
        return Thread.ofVirtual().name("raw-endpoint").start(() -> take(listening));
    }

    private void take(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                if (listening.isClosed()) { // a closing socket may take one more
                    socket.close();
                    return;
                }
                RawPeer peer = RawPeer.accepted(socket, taken.get() + 1);
                all.add(peer);
                taken.incrementAndGet();
                Thread.ofVirtual().name("raw-endpoint").start(() -> answer(peer));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void answer(RawPeer peer) {
        try {
            answer.to(peer);
        } catch (IOException | UncheckedIOException e) {
            peer.close(); // who asked has left; the test sees that from its own end
        } finally {
            answered.add(peer);
        }
    }

    /** Also closes every connection that it ever took. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        all.forEach(RawPeer::close);
    }
}
