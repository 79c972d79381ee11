package io.tidegate.cli;

import io.tidegate.filter.auth.Sha256;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidegate new-key}. */
@Command(
        name = "new-key",
        description = "Make a key for a client of the filter authenticate, and its hash for the file of api-key.")
final class NewKeyCommand implements Callable<Integer> {
    private static final int BYTES = 32;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String key = "tg_" + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        spec.commandLine().getOut().println("key     " + key);
        spec.commandLine().getOut().println("sha256  " + Sha256.of(key));
        return ExitCode.OK;
    }
}
