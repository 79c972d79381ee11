package io.tidegate.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * An endpoint as a program: {@code EndpointProgram PORT}. Echoes, and its 101 says in {@code Endpoint} who it is. Prints
 * {@code ready}, {@code session MILLIS} for each handshake but those for {@link #CHECK}: when its connection came; and {@code
 * got TEXT} for each message of a session whose target has {@link #COUNTED}. Ends with its standard input, so that it does not outlive who started it.
 */
public final class EndpointProgram {
    /** Where health checks knock. */
    public static final String CHECK = "/check";

    /** In the target of a session whose messages are told of. */
    static final String COUNTED = "client=";

    static final String GOT = "got ";

    private static final int BACKLOG = 4096;

    private final ServerSocket server;
    private final RawEndpoint.Answer accept;

    private EndpointProgram(int port) throws IOException {
        server = new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress());
        accept = Answers.accept("Endpoint: " + EndpointProcess.id(port));
    }

    public static void main(String[] arguments) throws IOException {
        EndpointProgram program = new EndpointProgram(Integer.parseInt(arguments[0]));
        Thread.ofPlatform().daemon().name("accept").start(program::take);
        System.out.println("ready");
        System.in.transferTo(OutputStream.nullOutputStream());
    }

    private void take() {
        try {
            while (true) {
                Socket socket = server.accept();
                long nowMillis = System.currentTimeMillis();
                Thread.ofVirtual().start(() -> serve(socket, nowMillis));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(Socket socket, long takenMillis) {
        try (RawPeer peer = RawPeer.accepted(socket, 0)) {
            accept.to(peer);
            if (!peer.head().target().equals(CHECK)) {
                System.out.println("session " + takenMillis);
            }
            boolean counting = peer.head().target().contains(COUNTED);
            EchoEndpoint.echo(peer.patient(), frame -> {
                if (counting) {
                    System.out.println(GOT + frame.text());
                }
            });
        } catch (IOException | UncheckedIOException e) {
            return; // the other end has left
        }
    }
}
