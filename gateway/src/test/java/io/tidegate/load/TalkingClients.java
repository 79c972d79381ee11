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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of an echo that number what they send, about one message a second each, and hold the answers against it, as a
 * program: {@code TalkingClients PORT COUNT}. Prints {@code all open}; after any line on standard input they stop, and a line
 * says what they sent, what came back in order, what came otherwise, and how many sessions ended.
 */
public final class TalkingClients {
    private static final int ADDRESSES = 50;
    private static final int PERIOD_MILLIS = 1000;
    private static final int STEP_MILLIS = 10;
    private static final int LAST_ANSWERS_MILLIS = 2000;

    private final InetSocketAddress gateway;
    private final RawPeer[] clients;
    private final int[] numbers;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private int next;

    private TalkingClients(int port, int count) {
        this.gateway = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.clients = new RawPeer[count];
        this.numbers = new int[count];
    }

    public static void main(String[] arguments) throws Exception {
        var all = new TalkingClients(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        for (int i = 0; i < all.clients.length; i++) {
            all.open(i);
        }
        System.out.println("all open");
        try (var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            timer.scheduleAtFixedRate(all::talk, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
            orders.readLine();
            timer.shutdownNow();
            timer.awaitTermination(1, TimeUnit.SECONDS);
            Thread.sleep(LAST_ANSWERS_MILLIS);
            System.out.println("sent " + all.sent + " answered " + all.answered + " wrong " + all.wrong + " ended "
                    + all.ended + ".");
            orders.readLine(); // until the test has read it
        }
    }

    private void open(int number) throws IOException {
        InetAddress local = InetAddress.ofLiteral("127.0.0." + (2 + number % ADDRESSES));
        RawPeer client = RawPeer.openFrom(local, gateway, Upgrade.to("/load")).patient();
        clients[number] = client;
        open.incrementAndGet();
        Thread.ofVirtual().start(() -> listen(client));
    }

    private void listen(RawPeer client) {
        int expected = 0;
        try {
            WireFrame frame = client.next();
            while (frame.opcode() == WireFrame.TEXT) {
                int number = Integer.parseInt(frame.text());
                (number == expected ? answered : wrong).incrementAndGet();
                expected = number + 1;
                frame = client.next();
            }
            ended.incrementAndGet();
        } catch (UncheckedIOException e) {
            ended.incrementAndGet();
        }
    }

    private void talk() {
        for (int i = 0; i < Math.max(1, clients.length * STEP_MILLIS / PERIOD_MILLIS); i++) {
            int number = next++ % clients.length;
            try {
                clients[number].send(WireFrame.text(String.valueOf(numbers[number]++)));
                sent.incrementAndGet();
            } catch (UncheckedIOException e) {
                System.out.println("not sent " + e); // its end is counted where it is read
            }
        }
    }
}
