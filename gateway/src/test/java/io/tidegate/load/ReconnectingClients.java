package io.tidegate.load;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Clients that come back at once when their session ends, as a program: {@code ReconnectingClients PORT COUNT}. At {@code
 * churn N} on standard input it ends so many sessions a second from then on, each drawn at random; at the input's end it
 * ends. Prints {@code all open MILLIS} whenever every client has its session, {@code churned N} for each of them, and {@code
 * refused} with what a handshake got instead of 101.
 */
public final class ReconnectingClients {
    private static final int ADDRESSES = 50;

    private final InetSocketAddress gateway;
    private final AtomicReferenceArray<RawPeer> clients;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger churned = new AtomicInteger();

    private ReconnectingClients(int port, int count) {
        this.gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.clients = new AtomicReferenceArray<>(count);
    }

    public static void main(String[] arguments) throws IOException {
        var all = new ReconnectingClients(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        for (int i = 0; i < all.clients.length(); i++) {
            int number = i;
            Thread.ofVirtual().start(() -> all.run(number));
        }
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            String order = orders.readLine();
            while (order != null) {
                long everyNanos = TimeUnit.SECONDS.toNanos(1) / Integer.parseInt(order.replace("churn ", ""));
                timer.scheduleAtFixedRate(all::endOne, 0, everyNanos, TimeUnit.NANOSECONDS);
                order = orders.readLine();
            }
            timer.shutdownNow();
        }
    }

    private void run(int number) {
        InetAddress local = InetAddress.ofLiteral("127.0.0." + (2 + number % ADDRESSES));
        while (true) {
            try (RawPeer client = RawPeer.connectFrom(local, gateway).patient()) {
                int status = client.send(Upgrade.to("/load").bytes()).readHead().status();
                if (status == 101) {
                    live(number, client);
                } else {
                    System.out.println("refused " + client.head());
                }
            } catch (UncheckedIOException e) {
                System.out.println("refused " + e);
            }
        }
    }

    /** Returns when the session has ended. */
    private void live(int number, RawPeer client) {
        clients.set(number, client);
        if (open.incrementAndGet() == clients.length()) {
            System.out.println("all open " + System.currentTimeMillis());
        }
        try {
            WireFrame end = client.next();
            if (clients.getAndSet(number, null) != null) { // we did not begin it
                client.send(end);
            }
        } catch (UncheckedIOException cutOff) {
            clients.set(number, null);
        } finally {
            open.decrementAndGet();
        }
    }

    /** The first that has a session, from one drawn at random on. */
    private void endOne() {
        int start = ThreadLocalRandom.current().nextInt(clients.length());
        for (int i = 0; i < clients.length(); i++) {
            RawPeer client = clients.getAndSet((start + i) % clients.length(), null);
            if (client != null) {
                end(client);
                return;
            }
        }
    }

    private void end(RawPeer client) {
        try {
            client.send(WireFrame.close(1000, ""));
            System.out.println("churned " + churned.incrementAndGet());
        } catch (UncheckedIOException e) {
            client.close(); // was ending anyway
        }
    }
}
