package io.tidegate.filter.authenticate;

import io.tidegate.filter.auth.CredentialSource;
import io.tidegate.filter.auth.Method;
import io.tidegate.filter.auth.Outcome;
import io.tidegate.protocol.Handshake;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Says what a test wants, when it wants. */
final class ScriptedMethod implements Method {
    final CompletableFuture<Outcome> answer = new CompletableFuture<>();
    int asked;

    static ScriptedMethod saying(Outcome outcome) {
        var method = new ScriptedMethod();
        method.answer.complete(outcome);
        return method;
    }

    @Override
    public CompletionStage<Outcome> judge(Handshake handshake) {
        asked++;
        return answer;
    }

    @Override
    public List<CredentialSource> sources() {
        return List.of(CredentialSource.parse("query:token"), CredentialSource.parse("authorization"));
    }
}
