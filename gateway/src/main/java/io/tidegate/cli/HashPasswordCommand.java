package io.tidegate.cli;

import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.auth.password.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidegate hash-password}. */
@Command(
        name = "hash-password",
        description = {
            "Hash a password for the file of the method basic, with argon2id.",
            "It is asked for on a terminal without showing it, and else read as one line from standard input."
        })
final class HashPasswordCommand implements Callable<Integer> {
    private final Supplier<@Nullable String> password;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    /** @param password null if there is none */
    HashPasswordCommand(Supplier<@Nullable String> password) {
        this.password = password;
    }

    @Override
    public Integer call() {
        String given = password.get();
        if (given == null || given.isEmpty()) {
            throw new ConfigException("the password must not be empty");
        }
        Check.that(given.length() <= 1024, "the password must have at most 1024 characters");
        spec.commandLine().getOut().println(PasswordHash.of(given).text());
        return ExitCode.OK;
    }

    /** From whoever runs the program; null where there is nothing. */
    @SuppressWarnings("SystemConsoleNull") // JDK 25 has none again where nobody sits
    static @Nullable String ask() {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            char[] typed = console.readPassword("Password: ");
            return typed == null ? null : new String(typed);
        }
        try {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new ConfigException("the password cannot be read from standard input: " + e.getMessage());
        }
    }
}
