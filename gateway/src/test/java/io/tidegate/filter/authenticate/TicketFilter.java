package io.tidegate.filter.authenticate;

import io.tidegate.config.Default;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Credentials;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates by tickets, {@code SUBJECT;ROLES;MILLIS} in the query: they stand for so long from when they are judged, unless their
 * subject is revoked.
 */
public final class TicketFilter implements FilterType<TicketFilter.Config> {
    private static final Set<String> REVOKED = ConcurrentHashMap.newKeySet();
    private static final Set<Runnable> TOLD = ConcurrentHashMap.newKeySet();

    /** As of {@code authenticate}. */
    public record Config(
            @Default("{}") ExpiryConfig expiry,
            @Nullable Duration recheck,
            @Nullable RenewConfig renew) {}

    /** Tickets of {@code subject} stand no more, which nobody is told. */
    public static void revoke(String subject) {
        REVOKED.add(subject);
    }

    /** Every filter of this type is told that tickets may stand no more. */
    public static void tellOfChanges() {
        TOLD.forEach(Runnable::run);
    }

    /** All tickets stand again. */
    public static void reset() {
        REVOKED.clear();
        TOLD.clear();
    }

    @Override
    public String name() {
        return "ticket";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        var tickets = new Tickets();
        var door = new Door(
                List.of(new Door.Named("ticket", tickets)),
                false,
                null,
                tickets.sources(),
                List.of(),
                "Ticket",
                new Tenure(config.expiry(), config.recheck(), new Guards()),
                null);
        return new Authenticate.Factory(door, config.renew() == null ? null : new RenewalMessages(config.renew()));
    }

    private static final class Tickets implements Method {
        private final Credentials credentials =
                new Credentials(List.of(CredentialSource.parse("query:ticket")), "Ticket");

        @Override
        public CompletionStage<Outcome> judge(Handshake handshake) {
            return credentials.judge(handshake, this::judge);
        }

        @Override
        public CompletionStage<Outcome> judge(String ticket) {
            String[] parts = ticket.split(";", -1);
            if (parts.length != 3) {
                return new Outcome.Invalid("it is no ticket").atOnce();
            }
            if (parts[0].equals("busy")) {
                return new Outcome.Unavailable("try later").atOnce();
            }
            Instant expires = Instant.now().plusMillis(Long.parseLong(parts[2]));
            var principal = new Principal(parts[0], Set.of(parts[1].split(",")), Map.of(), "ticket", expires);
            Outcome known = new Outcome.Known(
                    principal,
                    () -> REVOKED.contains(parts[0])
                            ? new Outcome.Invalid("it was revoked").atOnce()
                            : new Outcome.Known(principal).atOnce());
            return CompletableFuture.supplyAsync(() -> known);
        }

        @Override
        public List<CredentialSource> sources() {
            return credentials.sources();
        }

        @Override
        public void tellsOfChanges(Runnable changed) {
            TOLD.add(changed);
        }
    }
}
