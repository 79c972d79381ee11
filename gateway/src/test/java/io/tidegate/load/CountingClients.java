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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Clients that number what they send and look at what comes back, as a program: {@code CountingClients PORT COUNT}. Orders on
 * standard input: {@code rate N} (messages a second of all clients together, 0 to stop), {@code half} (each sends half a
 * message), {@code rest N} (each sends the other half, and N messages), {@code
 * report} (what was seen), {@code forget} (the slowest echoes so far).
 * Prints {@code all open}, and the reports.
 */
public final class CountingClients {
    private static final int ADDRESSES = 50;
    private static final byte[] HALVED =
            WireFrame.text("half a message that is to be cut").masked(7).bytes();
    private static final int HALF = HALVED.length / 2;

    private final List<Client> clients = new ArrayList<>();
    private volatile int rate;

    private static final class Client {
        private final int number;
        private final RawPeer peer;
        private int sent;
        private int lastEcho;
        private int echoes;
        private int wrong;
        private boolean closed;
        private boolean half;
        private long[] sentNanos = new long[1024];
        private long slowestNanos;

        Client(int number, RawPeer peer) {
            this.number = number;
            this.peer = peer;
        }

        synchronized void send() {
            sent++;
            if (sent >= sentNanos.length) {
                sentNanos = Arrays.copyOf(sentNanos, 2 * sentNanos.length);
            }
            sentNanos[sent] = System.nanoTime();
            peer.send(WireFrame.text(number + " " + sent));
        }

        synchronized void forget() {
            slowestNanos = 0;
        }

        synchronized void sendHalf() {
            peer.send(Arrays.copyOf(HALVED, HALF));
            half = true;
        }

        synchronized void sendRest(int messages) {
            peer.send(Arrays.copyOfRange(HALVED, HALF, HALVED.length));
            half = false;
            for (int i = 0; i < messages; i++) {
                send();
            }
        }

        void read() {
            try {
                while (true) {
                    WireFrame frame = peer.next();
                    if (frame.opcode() == WireFrame.CLOSE) {
                        break;
                    }
                    if (frame.opcode() == WireFrame.PING) {
                        pong(frame);
                    } else {
                        onEcho(frame.text());
                    }
                }
            } catch (UncheckedIOException e) {
                // cut off: a close as well
            }
            synchronized (this) {
                closed = true;
            }
        }

        private synchronized void pong(WireFrame ping) {
            if (!half) { // not within a frame
                peer.send(WireFrame.of(WireFrame.PONG, ping.payload()));
            }
        }

        private synchronized void onEcho(String text) {
            if (text.startsWith("half")) {
                return;
            }
            String[] parts = text.split(" ", -1);
            int echo = Integer.parseInt(parts[1]);
            boolean right = Integer.parseInt(parts[0]) == number && echo > lastEcho && echo <= sent;
            wrong += right ? 0 : 1;
            lastEcho = echo;
            echoes++;
            slowestNanos = Math.max(slowestNanos, System.nanoTime() - sentNanos[echo]);
        }
    }

    private CountingClients(InetSocketAddress gateway, int count) {
        for (int i = 0; i < count; i++) {
            InetAddress local = InetAddress.ofLiteral("127.0.0." + (2 + i % ADDRESSES));
            RawPeer peer = RawPeer.openFrom(local, gateway, Upgrade.to("/load?client=" + i));
            clients.add(new Client(i, peer.patient()));
        }
    }

    public static void main(String[] arguments) throws IOException {
        var gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        var all = new CountingClients(gateway, Integer.parseInt(arguments[1]));
        all.clients.forEach(client -> Thread.ofVirtual().start(client::read));
        Thread.ofPlatform().daemon().start(all::sendSteadily);
        System.out.println("all open");
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                all.obey(order.split(" "));
            }
        }
    }

    private void obey(String[] order) {
        switch (order[0]) {
            case "rate" -> rate = Integer.parseInt(order[1]);
            case "half" -> clients.forEach(Client::sendHalf);
            case "rest" -> clients.forEach(client -> client.sendRest(Integer.parseInt(order[1])));
            case "forget" -> clients.forEach(Client::forget);
            case "report" -> report();
            default -> throw new IllegalArgumentException(order[0]);
        }
        System.out.println("done " + order[0]);
    }

    private void sendSteadily() {
        int next = 0;
        long dueNanos = System.nanoTime();
        while (true) {
            int now = rate;
            if (now == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
                dueNanos = System.nanoTime();
                continue;
            }
            clients.get(next).send();
            next = (next + 1) % clients.size();
            dueNanos += TimeUnit.SECONDS.toNanos(1) / now;
            LockSupport.parkNanos(dueNanos - System.nanoTime());
        }
    }

    private void report() {
        long sent = 0;
        long echoes = 0;
        long wrong = 0;
        long closed = 0;
        List<Long> slowest = new ArrayList<>();
        for (Client client : clients) {
            synchronized (client) {
                sent += client.sent;
                echoes += client.echoes;
                wrong += client.wrong;
                closed += client.closed ? 1 : 0;
                slowest.add(TimeUnit.NANOSECONDS.toMillis(client.slowestNanos));
            }
        }
        slowest.sort(null);
        System.out.printf(
                "report sent=%d echoes=%d wrong=%d closed=%d slowest-p50=%d slowest-p99-of-a-third=%d slowest=%d%n",
                sent,
                echoes,
                wrong,
                closed,
                slowest.get(slowest.size() / 2),
                slowest.get(slowest.size() - 1 - slowest.size() / 300),
                slowest.getLast());
    }
}
