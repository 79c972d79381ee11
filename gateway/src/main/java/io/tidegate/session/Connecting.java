package io.tidegate.session;

import io.tidegate.config.RetryConfig;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.PerMessageDeflate;
import io.tidegate.protocol.WebSocketKey;
import io.tidegate.route.Route;
import io.tidegate.telemetry.Journey;
import io.tidegate.telemetry.LoopTelemetry;
import io.tidegate.time.TimerWheel;
import io.tidegate.transport.Loop;
import io.tidegate.upstream.Admission;
import io.tidegate.upstream.Applicant;
import io.tidegate.upstream.Attempt;
import io.tidegate.upstream.AttemptResult;
import io.tidegate.upstream.Decision;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.EndpointConnector;
import io.tidegate.upstream.Pass;
import io.tidegate.upstream.Retries;
import io.tidegate.upstream.Turn;
import io.tidegate.upstream.UpgradeRequest;
import io.tidegate.upstream.Upstream;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects one client to an endpoint: it is let into its upstream, perhaps after a wait, and endpoints are tried until one
 * agrees or attempts, budget or time are used up. Confined.
 */
final class Connecting implements Applicant {
    /** Who is told what came of it, once; not after {@link #cancel}. */
    interface Owner {
        /** An endpoint agreed: {@link #endpoint} of {@link #upstream}. Who is told takes over the result, and the places there. */
        void onConnected(Connecting chosen, AttemptResult.Connected connected);

        /** None did. */
        void refuse(Refusal refusal);

        default Standing standing() {
            return Standing.NEW;
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connecting.class);

    private final Owner owner;
    private final LoopTelemetry telemetry;
    private final EndpointConnector connector;
    private final Upstream upstream;
    private final Admission admission;
    private final Arrival arrival;
    private final Set<Endpoint> tried = new HashSet<>(4);
    private final Set<Endpoint> avoided;
    private final List<PerMessageDeflate> offers;
    private final String path;
    private final TimerWheel.Timer pause = new TimerWheel.Timer() {
        @Override
        protected void onTimeout(long nowNanos) {
            onPauseOver();
        }
    };
    private long askedNanos;
    private long deadlineNanos;
    private @Nullable Pass pass;
    private @Nullable Endpoint endpoint;
    private @Nullable Endpoint awaited; // a place is taken there, and its turn is to come
    private @Nullable Attempt attempt;
    private @Nullable Refusal lastFailure;
    private int attempts;
    private boolean waits;
    private boolean retrying;
    private long attemptNanos;
    private boolean over;

    Connecting(Owner owner, Arrival arrival, LoopTelemetry telemetry, EndpointConnector connector) {
        this(owner, arrival, telemetry, connector, Set.of());
    }

    /** @param avoided those that are only tried if no other one is there, and the owner takes them */
    Connecting(
            Owner owner, Arrival arrival, LoopTelemetry telemetry, EndpointConnector connector, Set<Endpoint> avoided) {
        this.owner = owner;
        this.arrival = arrival;
        this.telemetry = telemetry;
        this.connector = connector;
        this.avoided = avoided;
        this.tried.addAll(avoided);
        this.upstream = connector.upstream();
        this.admission = upstream.admission();
        this.offers = Agreement.offers(route(), handshake());
        this.path = route().rewrite(handshake().path(), segments());
    }

    void begin() {
        askedNanos = System.nanoTime();
        onDecision(admission.ask(this));
    }

    @Override
    public void onDecision(Decision decision) {
        switch (decision) {
            case Decision.Granted(Endpoint first, Pass granted) -> onGranted(first, granted);
            case Decision.Refused refused -> {
                noteWait(false);
                telemetry.notAdmitted(upstream.name(), refused.reason().label());
                over = true;
                owner.refuse(notAdmitted(refused));
            }
            case Decision.Waiting _ -> waits = true;
        }
    }

    @Override
    public Loop loop() {
        return arrival.loop();
    }

    @Override
    public Handshake handshake() {
        return arrival.handshake();
    }

    @Override
    public Map<String, String> segments() {
        return arrival.match().segments();
    }

    @Override
    public Set<Endpoint> avoided() {
        return avoided;
    }

    @Override
    public Standing standing() {
        return owner.standing();
    }

    /** Nobody waits any more; unless an endpoint has agreed, all that was taken is given back. */
    void cancel() {
        if (over) {
            return;
        }
        over = true;
        loop().disarm(pause);
        if (pass == null) {
            admission.withdraw(this);
            return;
        }
        endRetry(); // it may be one that was still to begin
        if (attempt != null) {
            attempt.cancel();
            leaveEndpoint();
        } else if (awaited != null) {
            upstream.leave(awaited);
        }
        pass.abandoned();
        admission.leave();
    }

    Upstream upstream() {
        return upstream;
    }

    /** Where the last attempt went. */
    Endpoint endpoint() {
        return Objects.requireNonNull(endpoint);
    }

    private void onGranted(Endpoint first, Pass granted) {
        pass = granted;
        noteWait(true);
        deadlineNanos = System.nanoTime() + upstream.config().connectDeadline().toNanos();
        attempt(first);
    }

    private void noteWait(boolean admitted) {
        if (waits) {
            waits = false;
            telemetry.waited(journey(), upstream.name(), admitted, System.nanoTime() - askedNanos);
        }
    }

    /** @param next where a place was taken */
    private void attempt(Endpoint next) {
        attemptNanos = System.nanoTime();
        endpoint = next;
        tried.add(next);
        attempts++;
        journey().tries(upstream.name(), next.id());
        telemetry.attempting(journey(), handshake());
        long limitNanos = upstream.config().connectTimeout().toNanos();
        Attempt begun = connector.newAttempt(loop(), next, request(), this::onResult);
        attempt = begun;
        begun.start(attemptNanos + Math.min(limitNanos, deadlineNanos - attemptNanos));
    }

    private void onResult(AttemptResult result) {
        attempt = null;
        boolean connected = result instanceof AttemptResult.Connected;
        long nanos = System.nanoTime() - attemptNanos;
        telemetry.attempted(journey(), result.outcome(nanos));
        Endpoint tested = endpoint();
        if (connected) {
            tested.connected(nanos);
            endRetry();
        } else {
            tested.failed();
            leaveEndpoint();
        }
        switch (result) {
            case AttemptResult.Connected agreed -> {
                over = true; // the session gives back what was taken
                Objects.requireNonNull(pass).connected();
                owner.onConnected(this, agreed);
            }
            case AttemptResult.Refused refused -> onRefused(tested, refused);
            case AttemptResult.Failed failed -> onFailed(tested, failed);
        }
    }

    private void onRefused(Endpoint refusing, AttemptResult.Refused refused) {
        if (refused.status() >= 500) {
            upstream.failed(refusing, clientAddress());
        } else {
            upstream.succeeded(refusing);
        }
        HeaderList headers = new HeaderList();
        refused.headers().fields().forEach(field -> headers.add(field.name(), field.value()));
        var refusal = new Refusal(
                refused.status(),
                Cause.ENDPOINT_REFUSED,
                "The service refused.",
                "endpoint answered " + refused.status(),
                headers,
                refused.body());
        if (refused.retryable()) {
            retryOr(refusal);
        } else {
            end(refusal, true);
        }
    }

    private void onFailed(Endpoint failing, AttemptResult.Failed failed) {
        LOG.debug("{} failed for session {}: {}", failing, journey().sessionId(), failed.reason());
        upstream.failed(failing, failed.asked() ? clientAddress() : null);
        String detail = failed.status() == 504
                ? "The service did not answer in time."
                : "The service could not be reached or broke the handshake.";
        var refusal = Refusal.problem(failed.status(), Cause.NO_ENDPOINT, detail)
                .because(failing.id() + ": " + failed.reason());
        if (failed.retryable()) {
            retryOr(refusal);
        } else {
            end(refusal, false);
        }
    }

    /** The first retry is at once, or when the pace of another endpoint allows it; every other one after a pause. */
    private void retryOr(Refusal failure) {
        lastFailure = failure;
        RetryConfig config = upstream.config().retry();
        if (attempts >= config.attempts()) {
            end(failure, false);
            return;
        }
        retrying = admission.tryRetry();
        telemetry.retry(upstream.name(), retrying);
        if (!retrying) {
            end(failure, false);
            return;
        }
        Turn other = attempts == 1 ? findAgain() : null;
        if (other != null) {
            await(other);
            return;
        }
        long dueNanos = System.nanoTime() + Retries.backoffNanos(config, attempts);
        if (deadlineNanos - dueNanos <= 0) {
            end(failure, false);
        } else {
            loop().arm(pause, dueNanos);
        }
    }

    private void await(Turn turn) {
        if (turn.nanos() == 0) {
            attempt(turn.endpoint());
        } else {
            awaited = turn.endpoint();
            loop().arm(pause, System.nanoTime() + turn.nanos());
        }
    }

    private void onPauseOver() {
        Endpoint now = awaited;
        awaited = null;
        if (now == null) {
            tryAnother();
        } else {
            attempt(now);
        }
    }

    /** One that was not tried; if there is none, one that was. */
    private void tryAnother() {
        Turn next = findAgain();
        if (next == null) {
            tried.clear();
            if (standing() == Standing.PLACED) {
                tried.addAll(avoided);
            }
            next = findAgain();
        }
        if (next == null) {
            end(Objects.requireNonNull(lastFailure), false);
        } else {
            await(next);
        }
    }

    private @Nullable Turn findAgain() {
        return admission.findAgain(this, tried, deadlineNanos - System.nanoTime());
    }

    /** @param willing whether the upstream works, if not for this client */
    private void end(Refusal refusal, boolean willing) {
        over = true;
        endRetry();
        Pass taken = Objects.requireNonNull(pass);
        if (willing) {
            taken.connected();
        } else {
            taken.failed();
        }
        admission.leave();
        owner.refuse(refusal);
    }

    private void leaveEndpoint() {
        endRetry();
        upstream.leave(endpoint());
    }

    private void endRetry() {
        if (retrying) {
            retrying = false;
            admission.retried();
        }
    }

    private Refusal notAdmitted(Decision.Refused refused) {
        boolean gone = refused.reason() == Decision.Reason.NO_ENDPOINT;
        return Refusal.problem(
                        503,
                        gone ? Cause.NO_ENDPOINT : Cause.OVERLOAD,
                        gone
                                ? "The service is not available at the moment."
                                : "The service takes no more sessions at the moment.")
                .because("upstream " + upstream.name() + ": " + refused.reason().text())
                .retryAfter(refused.retryAfter());
    }

    private UpgradeRequest request() {
        String requestId = journey().requestId();
        return new UpgradeRequest(
                handshake(),
                path,
                WebSocketKey.random(),
                offers,
                requestId == null ? journey().sessionId() : requestId,
                UpgradeRequest.hop(handshake().hop()));
    }

    private InetAddress clientAddress() {
        return handshake().client().getAddress();
    }

    private Route route() {
        return arrival.match().route();
    }

    private Journey journey() {
        return arrival.journey();
    }
}
