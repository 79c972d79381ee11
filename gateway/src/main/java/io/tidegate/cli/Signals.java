package io.tidegate.cli;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGTERM and SIGINT: the first asks for a polite end, after which the exit code is the command's own; a second one ends
 * the process at once. Shared.
 */
final class Signals implements Stop {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);
    private static final int EXIT_BASE = 128; // what shells add to a signal's number

    private final CountDownLatch asked = new CountDownLatch(1);
    private final AtomicBoolean first = new AtomicBoolean(true);

    private Signals() {}

    /** Takes over both signals from the JVM, which would end with 130 or 143 however politely. */
    static Signals install() {
        Signals signals = new Signals();
        signals.handle("TERM", 15);
        signals.handle("INT", 2);
        return signals;
    }

    @Override
    public void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends the command like a signal
        }
    }

    /** Found by its name. */
    void onSignal(int number) {
        if (!first.getAndSet(false)) {
            Runtime.getRuntime().halt(EXIT_BASE + number);
        }
        asked.countDown();
    }

    /** By name: the compiler's warning about {@code sun.misc.Signal} cannot be turned off, and there is nothing else. */
    private void handle(String name, int number) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle onSignal =
                    MethodHandles.lookup().bind(this, "onSignal", MethodType.methodType(void.class, int.class));
            Object adapted = MethodHandleProxies.asInterfaceInstance(
                    handler,
                    MethodHandles.dropArguments(MethodHandles.insertArguments(onSignal, 0, number), 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), adapted);
        } catch (InvocationTargetException e) {
            LOG.warn("SIG{} ends the process without a drain: {}", name, e.getCause()); // java -Xrs keeps it for others
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} ends the process without a drain: {} is not in this JDK", name, e.getMessage());
        }
    }
}
