package io.tidegate.filter.auth.key;

import io.tidegate.config.ConfigException;
import io.tidegate.config.SecretFile;
import io.tidegate.filter.auth.Account;
import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Credentials;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.filter.auth.Sha256;
import io.tidegate.filter.auth.WatchedFile;
import io.tidegate.protocol.Handshake;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Knows clients by keys, of which a file has the hashes. Shared. */
public final class ApiKeys implements Method {
    /** What the configuration calls it. */
    public static final String NAME = "api-key";

    private final Credentials credentials;
    private final WatchedFile<Map<Sha256, Account>> accounts;
    private final InstantSource clock;

    /** @throws ConfigException with every fault of the file */
    public ApiKeys(ApiKeyConfig config) {
        this(config, InstantSource.system());
    }

    ApiKeys(ApiKeyConfig config, InstantSource clock) {
        this.credentials = new Credentials(config.from(), "Bearer");
        this.clock = clock;
        try {
            this.accounts = new WatchedFile<>(
                    config.file(), file -> SecretFile.read(file, KeyFile.class).accounts());
        } catch (ConfigException e) {
            throw e.under(NAME + ".file has faults: ");
        }
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        return credentials.judge(handshake, this::judge);
    }

    @Override
    public CompletionStage<Outcome> judge(String key) {
        return outcome(Sha256.of(key));
    }

    @Override
    public List<CredentialSource> sources() {
        return credentials.sources();
    }

    @Override
    public void tellsOfChanges(Runnable changed) {
        accounts.onChange(changed);
    }

    @Override
    public void start() {
        accounts.start();
    }

    private CompletionStage<Outcome> outcome(Sha256 hash) {
        Account account = accounts.content().get(hash);
        Outcome outcome = account == null
                ? new Outcome.Invalid("the key is unknown")
                : account.at(clock.instant(), () -> outcome(hash)); // the key itself is forgotten
        return outcome.atOnce();
    }
}
