package io.tidegate.filter.auth.password;

import io.tidegate.config.ConfigException;
import io.tidegate.config.SecretFile;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Credentials;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.WatchedFile;
import io.tidegate.filter.auth.password.UserFile.Known;
import io.tidegate.protocol.Handshake;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Knows clients by name and password (RFC 7617). Passwords are hashed off the event loops, by a few at a time. Shared. */
public final class Basic implements Method {
    /** What the configuration calls it. */
    public static final String NAME = "basic";

    /** What the password of somebody unknown is held against where nobody is known. */
    private static final PasswordHash NOBODY = new PasswordHash(
            "$argon2id$v=19$m=19456,t=2,p=1$" + "AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");

    private static final Outcome WRONG = new Outcome.Invalid("wrong user or password");
    private static final Outcome BUSY = new Outcome.Unavailable("too many passwords wait to be checked");
    private static final Outcome MALFORMED = new Outcome.Invalid("not a user and a password in Base64");

    private final Credentials credentials = new Credentials(List.of(CredentialSource.parse("authorization")), "Basic");
    private final BasicConfig config;
    private final WatchedFile<Map<String, Known>> users;
    private final PasswordChecks checks;
    private final KnownPasswords right;
    private final InstantSource clock;

    /** @throws ConfigException with every fault of the file */
    public Basic(BasicConfig config) {
        this(config, InstantSource.system());
    }

    Basic(BasicConfig config, InstantSource clock) {
        this.config = config;
        this.clock = clock;
        this.checks = new PasswordChecks(config.maxChecks(), config.maxWaiting());
        this.right = new KnownPasswords(config.cache());
        try {
            this.users = new WatchedFile<>(
                    config.file(), file -> SecretFile.read(file, UserFile.class).known());
        } catch (ConfigException e) {
            throw e.under(NAME + ".file has faults: ");
        }
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        return credentials.judge(handshake, this::judge);
    }

    @Override
    public CompletionStage<Outcome> judge(String encoded) {
        byte[] decoded;
        try {
            decoded = Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            return MALFORMED.atOnce();
        }
        String pair = new String(decoded, StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon < 0 ? MALFORMED.atOnce() : judge(pair.substring(0, colon), pair.substring(colon + 1));
    }

    @Override
    public List<CredentialSource> sources() {
        return credentials.sources();
    }

    @Override
    public String challenge() {
        return "Basic realm=\"" + config.realm() + "\", charset=\"UTF-8\"";
    }

    @Override
    public void tellsOfChanges(Runnable changed) {
        users.onChange(changed);
    }

    @Override
    public void start() {
        users.start();
    }

    private CompletionStage<Outcome> judge(String name, String password) {
        Known user = users.content().get(name);
        PasswordHash hash = user == null ? another() : user.password();
        if (user != null && right.has(hash, password)) {
            return now(name, hash).atOnce();
        }
        CompletionStage<Boolean> check = checks.submit(() -> hash.isOf(password));
        if (check == null) {
            return BUSY.atOnce();
        }
        return check.thenApply(isRight -> {
            if (!isRight || user == null) {
                return WRONG;
            }
            right.add(hash, password);
            return now(name, hash);
        });
    }

    /** Some hash of the file: who is unknown takes as long as who is known. */
    private PasswordHash another() {
        return users.content().values().stream()
                .findFirst()
                .map(Known::password)
                .orElse(NOBODY);
    }

    /** What a user is worth whose password was that of {@code hash}. */
    private Outcome now(String name, PasswordHash hash) {
        Known user = users.content().get(name);
        return user == null || !user.password().equals(hash)
                ? new Outcome.Invalid("user " + name + " is gone, or has another password")
                : user.account().at(clock.instant(), () -> now(name, hash).atOnce());
    }
}
