package io.tidegate.load;

import io.tidegate.testing.EchoEndpoint;
import java.util.concurrent.CountDownLatch;

/** The endpoint of many idle sessions, as a program: prints its address, echoes until it is ended. */
public final class IdleServer {
    private IdleServer() {}

    public static void main(String[] arguments) throws InterruptedException {
        System.out.println("listening on " + new EchoEndpoint().url() + " .");
        new CountDownLatch(1).await();
    }
}
