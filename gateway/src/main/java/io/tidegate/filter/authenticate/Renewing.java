package io.tidegate.filter.authenticate;

import io.tidegate.filter.Renewal;
import io.tidegate.filter.auth.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Asks the methods that a client was let in by about another credential of the same subject, one after the other. Confined.
 */
final class Renewing {
    private final List<Standing> standings;
    private final Executor loop;
    private final Function<List<Standing>, Renewal> taker;
    private Renewal worst = Renewal.None.NOT_RENEWABLE;
    private int place;

    /** @param taker told what the client is known by from now on, on the loop */
    Renewing(List<Standing> standings, Executor loop, Function<List<Standing>, Renewal> taker) {
        this.standings = standings;
        this.loop = loop;
        this.taker = taker;
    }

    CompletionStage<Renewal> judge(String credential) {
        while (place < standings.size()) {
            Standing standing = standings.get(place++);
            CompletionStage<Outcome> answer = standing.method().method().judge(credential);
            if (answer != null) {
                return answer.thenComposeAsync(outcome -> goOn(standing, outcome, credential), loop);
            }
        }
        return CompletableFuture.completedFuture(worst);
    }

    private CompletionStage<Renewal> goOn(Standing standing, Outcome outcome, String credential) {
        return switch (outcome) {
            case Outcome.Known known -> {
                String subject = standing.known().principal().subject();
                yield known.principal().subject().equals(subject)
                        ? CompletableFuture.completedFuture(taker.apply(with(standing, known)))
                        : refused("it is another subject's", credential);
            }
            case Outcome.Invalid(String reason) -> refused(reason, credential);
            case Outcome.Denied(String reason) -> refused(reason, credential);
            case Outcome.Absent _, Outcome.Ambiguous _ -> refused("it is none", credential);
            case Outcome.Unavailable(String reason) -> {
                worst = new Renewal.Unavailable(standing.method().name() + ": " + reason);
                yield judge(credential);
            }
        };
    }

    private CompletionStage<Renewal> refused(String reason, String credential) {
        if (!(worst instanceof Renewal.Unavailable)) {
            worst = new Renewal.Refused(reason);
        }
        return judge(credential);
    }

    private List<Standing> with(Standing before, Outcome.Known known) {
        List<Standing> renewed = new ArrayList<>(standings);
        renewed.set(renewed.indexOf(before), before.now(known));
        return renewed;
    }
}
