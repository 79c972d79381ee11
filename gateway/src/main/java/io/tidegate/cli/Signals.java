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
 * the process at once. SIGHUP, where a command has a use for it, asks for a reload. Shared.
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
        signals.handle("TERM", () -> signals.onEnd(15), "ends the process without a drain");
        signals.handle("INT", () -> signals.onEnd(2), "ends the process without a drain");
        return signals;
    }

    /** Takes over SIGHUP, too, which would end the process. */
    @Override
    public void onReload(Runnable action) {
        handle("HUP", action, "ends the process and does not reload");
    }

    @Override
    public void await() {
        try {
            asked.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // ends the command like a signal
        }
    }

    private void onEnd(int number) {
        if (!first.getAndSet(false)) {
            Runtime.getRuntime().halt(EXIT_BASE + number);
        }
        asked.countDown();
    }

    /** By name: the compiler's warning about {@code sun.misc.Signal} cannot be turned off, and there is nothing else. */
    private void handle(String name, Runnable action, String otherwise) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle run = MethodHandles.lookup().bind(action, "run", MethodType.methodType(void.class));
            Object adapted =
                    MethodHandleProxies.asInterfaceInstance(handler, MethodHandles.dropArguments(run, 0, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), adapted);
        } catch (InvocationTargetException e) {
            LOG.warn("SIG{} {}: {}", name, otherwise, String.valueOf(e.getCause())); // java -Xrs keeps it for others
        } catch (ReflectiveOperationException e) {
            LOG.warn("SIG{} {}: {} is not in this JDK", name, otherwise, e.getMessage());
        }
    }
}
