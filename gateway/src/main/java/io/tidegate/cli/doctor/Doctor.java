package io.tidegate.cli.doctor;

import io.tidegate.config.GatewayConfig;
import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.transport.EventLoops;
import io.tidegate.transport.Transport;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at all that a configuration needs. Changes nothing but what sessions change too: connections come and go. */
public final class Doctor {
    private static final int AT_ONCE = 16;

    private Doctor() {}

    /**
     * Everything that was found, in the order of the topics.
     *
     * @param limit for each step of reaching something
     * @throws InterruptedException if it is not to go on
     */
    public static List<Finding> examine(GatewayConfig config, Duration limit, Clock clock) throws InterruptedException {
        List<Finding> findings = new ArrayList<>(new PortChecks(config).findings());
        findings.addAll(new CertificateChecks(config, clock).findings());
        ClockCheck clocks = new ClockCheck(clock);
        try (EventLoops loops = new EventLoops(Transport.choose(TransportChoice.NIO), 1)) {
            EndpointChecks endpoints = new EndpointChecks(loops, limit, clocks, clock);
            List<Callable<List<Finding>>> tasks = new ArrayList<>();
            config.upstreams().values().forEach(upstream -> tasks.addAll(endpoints.tasks(upstream)));
            tasks.addAll(new ServiceChecks(config, loops, limit, clocks).tasks());
            findings.addAll(all(tasks));
        }
        findings.addAll(new SystemChecks(config).findings());
        findings.addAll(clocks.findings());
        return findings;
    }

    /** Beside each other, since each may take its whole limit. */
    private static List<Finding> all(List<Callable<List<Finding>>> tasks) throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon().factory())) {
            for (Future<List<Finding>> done : threads.invokeAll(tasks)) {
                findings.addAll(done.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
        return findings;
    }
}
