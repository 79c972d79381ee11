package io.tidegate.transport;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;

/** The JDK's TLS client, which trusts a test's authority. A new connection for each call; sessions are resumed. */
public final class TlsClient {
    private final PemFixture pem;
    private final int port;
    private SSLContext context;
    private String[] protocols = {"TLSv1.3", "TLSv1.2"};
    private String[] applicationProtocols = {};
    private SSLSession session;

    public TlsClient(PemFixture pem, int port) throws Exception {
        this.pem = pem;
        this.port = port;
        shows(null);
    }

    /** From now on this certificate, or none if null; forgets sessions. */
    public void shows(X509Bundle certificate) throws Exception {
        context = SSLContext.getInstance("TLS");
        context.init(
                certificate == null ? null : certificate.toKeyManagerFactory().getKeyManagers(),
                new TrustManager[] {pem.authority().toTrustManager()},
                null);
    }

    void protocols(String... versions) {
        protocols = versions;
    }

    /** Subject of the certificate that the server shows for a name; null: none is asked for. */
    String subject(String name) throws Exception {
        shows(null); // a resumed session would ask for its own name again
        X500Principal subject = (X500Principal) handshake(name).getPeerPrincipal();
        return subject.getName();
    }

    SSLSession handshake(String name) throws IOException {
        try (SSLSocket socket = connect(name)) {
            return socket.getSession();
        }
    }

    String applicationProtocol(String... offered) throws IOException {
        applicationProtocols = offered;
        try (SSLSocket socket = connect("a.example")) {
            return socket.getApplicationProtocol();
        }
    }

    /** Sends and reads as much back. */
    String echo(String text) throws IOException {
        try (SSLSocket socket = connect("a.example")) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            byte[] back = socket.getInputStream().readNBytes(text.length());
            if (back.length < text.length()) {
                throw new IOException("closed");
            }
            session = socket.getSession();
            return new String(back, StandardCharsets.US_ASCII);
        }
    }

    /** Of the last {@link #echo}. */
    SSLSession session() {
        return session;
    }

    /** TLS on a connection that is there; closes it with its own. */
    public SSLSocket over(Socket connection) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(connection, "a.example", port, true);
        socket.startHandshake();
        return socket;
    }

    /** After the handshake. */
    public SSLSocket connect(String name) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        try {
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setServerNames(name == null ? List.of() : List.of(new SNIHostName(name)));
            parameters.setProtocols(protocols);
            parameters.setApplicationProtocols(applicationProtocols);
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
