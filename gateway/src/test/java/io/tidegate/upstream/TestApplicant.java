package io.tidegate.upstream;

import io.tidegate.protocol.Handshake;
import io.tidegate.transport.Loop;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Asks on its loop and keeps what it is told. */
final class TestApplicant implements Applicant {
    private final Loop loop;
    private final Admission admission;
    private final Handshake handshake;
    private final BlockingQueue<Decision> decisions = new LinkedBlockingQueue<>();
    private volatile Standing standing = Standing.NEW;

    TestApplicant(Loop loop, Admission admission) {
        this(loop, admission, Endpoints.from("127.0.0.1"));
    }

    TestApplicant(Loop loop, Admission admission, Handshake handshake) {
        this.loop = loop;
        this.admission = admission;
        this.handshake = handshake;
    }

    /** From now on it is for an open session. */
    TestApplicant parked() {
        standing = Standing.PARKED;
        return this;
    }

    TestApplicant ask() {
        loop.eventLoop().execute(() -> decisions.add(admission.ask(this)));
        return this;
    }

    void withdraw() throws Exception {
        loop.eventLoop().submit(() -> admission.withdraw(this)).get(5, TimeUnit.SECONDS);
    }

    /** What it is told next, after five seconds at most. */
    Decision next() throws InterruptedException {
        Decision decision = decisions.poll(5, TimeUnit.SECONDS);
        if (decision == null) {
            throw new AssertionError("no decision came");
        }
        return decision;
    }

    /** What it is told next, which is to be a refusal. */
    Decision.Reason refusal() throws InterruptedException {
        return ((Decision.Refused) next()).reason();
    }

    Decision.Granted grant() throws InterruptedException {
        return (Decision.Granted) next();
    }

    @Nullable
    Decision nothingYet() {
        return decisions.peek();
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public Handshake handshake() {
        return handshake;
    }

    @Override
    public Set<Endpoint> avoided() {
        return Set.of();
    }

    @Override
    public Map<String, String> segments() {
        return Map.of();
    }

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public void onDecision(Decision decision) {
        decisions.add(decision);
    }
}
