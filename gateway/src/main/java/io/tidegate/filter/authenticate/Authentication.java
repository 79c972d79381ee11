package io.tidegate.filter.authenticate;

import io.tidegate.filter.Admission;
import io.tidegate.filter.Origins;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Asks the methods about one handshake, one after the other. Confined. */
final class Authentication {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Door door;
    private final Handshake handshake;
    private final Executor loop;
    private final Consumer<List<Standing>> stands;
    private final List<Standing> known = new ArrayList<>(2);
    private @Nullable String invalid;
    private @Nullable String denied;
    private @Nullable String unavailable;
    private int place;

    /** @param stands told what the client is let in by, before it is */
    Authentication(Door door, Handshake handshake, Executor loop, Consumer<List<Standing>> stands) {
        this.door = door;
        this.handshake = handshake;
        this.loop = loop;
        this.stands = stands;
    }

    Admission begin() {
        for (CredentialSource source : door.withheld()) {
            source.withhold(handshake);
        }
        if (door.forward() != null) {
            door.forward().clear(handshake);
        }
        return isFromForeignPage()
                ? refuse(
                        403,
                        "This origin is not allowed.",
                        "a cookie from a page of another origin: have origins before")
                : proceed();
    }

    /** A browser adds cookies to what any page opens: unless a filter has judged the page, it must be one of ours. */
    private boolean isFromForeignPage() {
        for (CredentialSource source : door.sources()) {
            boolean cookie = source.kind() == CredentialSource.Kind.COOKIE && source.isUsed(handshake);
            if (cookie && !handshake.identity().isOriginAllowed()) {
                return !Origins.isOfOwnHost(handshake);
            }
        }
        return false;
    }

    private Admission proceed() {
        while (place < door.methods().size()) {
            Door.Named named = door.methods().get(place++);
            CompletableFuture<Outcome> answer = named.method().judge(handshake).toCompletableFuture();
            if (answer.state() != CompletableFuture.State.SUCCESS) {
                return new Admission.Defer(answer.thenComposeAsync(outcome -> goOn(named, outcome), loop));
            }
            Admission decision = decide(named, answer.resultNow());
            if (decision != null) {
                return decision;
            }
        }
        return conclude();
    }

    private CompletionStage<? extends Admission> goOn(Door.Named asked, Outcome outcome) {
        Admission decision = decide(asked, outcome);
        Admission admission = decision == null ? proceed() : decision;
        return admission instanceof Admission.Defer deferred
                ? deferred.verdict()
                : CompletableFuture.completedFuture(admission);
    }

    /** Null if the next method is to be asked. */
    private @Nullable Admission decide(Door.Named asked, Outcome outcome) {
        String method = asked.name();
        return switch (outcome) {
            case Outcome.Known now -> {
                known.add(new Standing(asked, now));
                yield door.demandsAll() ? null : admitKnown();
            }
            case Outcome.Absent _ -> door.demandsAll() ? refuseAbsent(method + ": no credential") : null;
            case Outcome.Ambiguous _ ->
                Admission.Refuse.with(400, "The request has several credentials that differ.")
                        .because(Authenticate.NAME + ": " + method + ": several credentials that differ");
            case Outcome.Invalid(String reason) -> {
                invalid = invalid == null ? method + ": " + reason : invalid;
                yield door.demandsAll() ? refuseInvalid(invalid) : null;
            }
            case Outcome.Denied(String reason) -> {
                denied = denied == null ? method + ": " + reason : denied;
                yield door.demandsAll() ? refuseDenied(denied) : null;
            }
            case Outcome.Unavailable(String reason) -> {
                unavailable = unavailable == null ? method + ": " + reason : unavailable;
                yield door.demandsAll() ? refuseUnavailable(unavailable) : null;
            }
        };
    }

    /** No method is left to be asked. */
    private Admission conclude() {
        if (!known.isEmpty()) {
            return admitKnown();
        }
        if (unavailable != null) {
            return refuseUnavailable(unavailable);
        }
        if (denied != null) {
            return refuseDenied(denied);
        }
        if (invalid != null) {
            return refuseInvalid(invalid);
        }
        if (door.sources().stream().anyMatch(source -> source.isUsed(handshake))) {
            return refuseAbsent("a credential that no method takes");
        }
        return door.anonymous() == null ? refuseAbsent("no credential") : admit(door.anonymous());
    }

    private Admission admitKnown() {
        stands.accept(List.copyOf(known));
        return admit(Principals.of(known));
    }

    private Admission admit(Principal principal) {
        handshake.identity().is(principal);
        if (door.forward() != null) {
            door.forward().tell(handshake, principal);
        }
        return Admission.Pass.ADMIT;
    }

    private Admission refuseAbsent(String reason) {
        return refuse(401, "Authentication is required.", reason).challenging(door.challenge());
    }

    private Admission refuseInvalid(String reason) {
        String error = door.challenge().equals("Bearer") ? " error=\"invalid_token\"" : ""; // RFC 6750, 3.1
        return refuse(401, "What authenticates this request is not valid.", reason)
                .challenging(door.challenge() + error);
    }

    private static Admission refuseDenied(String reason) {
        return refuse(403, "This client is not admitted.", reason);
    }

    private static Admission refuseUnavailable(String reason) {
        return new Admission.Refuse(503, Cause.REFUSED, "Authentication is not possible at the moment.", SOON)
                .because(Authenticate.NAME + ": " + reason);
    }

    private static Admission.Refuse refuse(int status, String detail, String reason) {
        return Admission.Refuse.with(status, detail).because(Authenticate.NAME + ": " + reason);
    }
}
