package io.tidegate.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for who cannot be asked which one it got, and for places where nobody is to be. */
public final class FreePort {
    /** Below those that outgoing connections get, so that none takes a port before who is to listen there does. */
    private static final int FIRST = 10_000;

    private static final int PORTS = 20_000;
    private static final Set<Integer> TAKEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port of the loopback address where nobody listens; another one for each call. */
    public static int next() {
        int port = FIRST + ThreadLocalRandom.current().nextInt(PORTS);
        return TAKEN.add(port) && isFree(port) ? port : next();
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
