package io.tidegate.filter.auth;

import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a method looks for its credential.
 *
 * @param sources at least one
 * @param scheme that counts in {@code Authorization}, such as {@code Bearer}
 */
public record Credentials(List<CredentialSource> sources, String scheme) {
    public Credentials {
        sources = List.copyOf(sources);
    }

    /**
     * Judges the one credential of a request: none is absent, several that differ are ambiguous.
     *
     * @param verify asked about a credential that is not empty
     */
    public CompletionStage<Outcome> judge(Handshake handshake, Function<String, CompletionStage<Outcome>> verify) {
        @Nullable String found = null;
        for (CredentialSource source : sources) {
            for (String value : source.read(handshake, scheme)) {
                if (found != null && !found.equals(value)) {
                    return new Outcome.Ambiguous().atOnce();
                }
                found = value;
            }
        }
        if (found == null) {
            return new Outcome.Absent().atOnce();
        }
        return found.isEmpty() ? new Outcome.Invalid("the credential is empty").atOnce() : verify.apply(found);
    }
}
