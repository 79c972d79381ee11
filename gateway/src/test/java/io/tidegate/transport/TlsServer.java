package io.tidegate.transport;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** The JDK's TLS server: does one handshake after another, sends a byte, then reads to the end. */
final class TlsServer implements AutoCloseable {
    private final SSLServerSocket socket;
    private final boolean asksForCertificate;
    private final BlockingQueue<String> names = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> peers = new LinkedBlockingQueue<>();
    private final BlockingQueue<Boolean> resumptions = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Thread thread;

    TlsServer(X509Bundle certificate) throws Exception {
        this(certificate, null);
    }

    /**
     * @param clientAuthority of the certificate that a client must show; null: none is asked for
     * @param versions spoken; none: those of the JDK
     */
    TlsServer(X509Bundle certificate, X509Bundle clientAuthority, String... versions) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        TrustManager[] trust = clientAuthority == null ? null : new TrustManager[] {clientAuthority.toTrustManager()};
        context.init(certificate.toKeyManagerFactory().getKeyManagers(), trust, null);
        socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
        asksForCertificate = clientAuthority != null;
        parameters.setNeedClientAuth(asksForCertificate);
        if (versions.length > 0) {
            parameters.setProtocols(versions);
        }
        socket.setSSLParameters(parameters);
        thread = Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** The name that the next client asked for; empty if it did not. */
    String awaitName() throws InterruptedException {
        return names.poll(10, TimeUnit.SECONDS);
    }

    /** The subject of the next client's certificate. */
    String awaitPeer() throws InterruptedException {
        return peers.poll(10, TimeUnit.SECONDS);
    }

    /** Whether the next client resumed a session. */
    Boolean awaitResumption() throws InterruptedException {
        return resumptions.poll(10, TimeUnit.SECONDS);
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (SSLSocket client = (SSLSocket) socket.accept()) {
                handshake(client);
            } catch (IOException e) {
                refusals.incrementAndGet(); // by a client, or by close
            }
        }
    }

    private void handshake(SSLSocket client) throws IOException {
        long accepted = System.currentTimeMillis();
        client.startHandshake();
        ExtendedSSLSession session = (ExtendedSSLSession) client.getSession();
        names.add(session.getRequestedServerNames().stream()
                .map(name -> new String(name.getEncoded(), StandardCharsets.US_ASCII))
                .findFirst()
                .orElse(""));
        if (asksForCertificate) {
            peers.add(session.getPeerPrincipal().getName());
        }
        resumptions.add(session.getCreationTime() < accepted);
        client.getOutputStream().write('!'); // behind the ticket
        client.getInputStream().readAllBytes();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
