package io.tidegate.load;

import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Upgrade;
import io.tidegate.testing.WireFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * The clients of many idle sessions, as a program: {@code IdleClients PORT COUNT}. Each opens, has one message echoed and
 * idles; at a line on standard input all close. Prints {@code echoed COUNT} and {@code closed COUNT}.
 */
public final class IdleClients {
    private static final int OPENING_AT_ONCE = 200;

    private final InetSocketAddress address;
    private final Semaphore opening = new Semaphore(OPENING_AT_ONCE);
    private final CountDownLatch echoed;
    private final CountDownLatch closed;
    private final CountDownLatch mayClose = new CountDownLatch(1);

    private IdleClients(int port, int count) {
        this.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        this.echoed = new CountDownLatch(count);
        this.closed = new CountDownLatch(count);
    }

    public static void main(String[] arguments) throws Exception {
        int count = Integer.parseInt(arguments[1]);
        IdleClients clients = new IdleClients(Integer.parseInt(arguments[0]), count);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                int number = i;
                threads.execute(() -> clients.run(number));
            }
            clients.echoed.await();
            System.out.println("echoed " + count + ".");
            int _ = System.in.read();
            clients.mayClose.countDown();
            clients.closed.await();
            System.out.println("closed " + count + ".");
        }
    }

    private void run(int number) {
        try (RawPeer client = open(number)) {
            mayClose.await();
            client.send(WireFrame.close(1000, "enough"));
            require(client.next().closeCode() == 1000, "another Close");
            require(client.end() == RawPeer.End.FIN, "a reset");
            closed.countDown();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private RawPeer open(int number) {
        opening.acquireUninterruptibly();
        try {
            RawPeer client = RawPeer.open(address, Upgrade.to("/idle")).patient();
            String text = "session " + number;
            client.send(WireFrame.text(text));
            require(client.next().text().equals(text), "another echo");
            echoed.countDown();
            return client;
        } finally {
            opening.release();
        }
    }

    private static void require(boolean rule, String otherwise) {
        if (!rule) {
            throw new IllegalStateException("got " + otherwise);
        }
    }
}
