package io.tidegate.cli;

import io.tidegate.cli.remote.AdminAccess;
import io.tidegate.cli.remote.AdminApi;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.Check;
import io.tidegate.config.ConfigException;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import io.tidegate.filter.FilterTypes;
import io.tidegate.transport.JdkTls;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Where the admin API is, by what it knows us, and how answers are shown: what all commands that use it have in common. */
final class AdminOptions {
    private static final String STANDARD = "http://127.0.0.1:9090";
    private static final String TOKEN_VARIABLE = "TIDEGATE_ADMIN_TOKEN";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set before the command is called
    private CommandSpec command;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The admin API's address. Default: that of --config, or " + STANDARD + ".")
    private @Nullable String url;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The gateway's configuration, which has address and token.")
    private @Nullable Path config;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Has the token. Default: the variable " + TOKEN_VARIABLE + ", or the file of --config.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "Trust the authorities in this PEM file instead of the JDK's.")
    private @Nullable Path ca;

    @Option(names = "--certificate", paramLabel = "FILE", description = "Our own certificate, a PEM file; with --key.")
    private @Nullable Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "Its key: PEM, PKCS#8.")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print the answer as JSON, one object to a line.")
    private boolean json;

    /** One question, whose answer is printed. */
    int ask(Function<AdminApi, JsonNode> question, Function<JsonNode, List<String>> text) {
        try (AdminApi api = open()) {
            print(question.apply(api), text);
            return ExitCode.OK;
        }
    }

    void print(JsonNode answer, Function<JsonNode, List<String>> text) {
        PrintWriter out = out();
        if (json) {
            out.println(answer);
        } else {
            text.apply(answer).forEach(out::println);
        }
    }

    /** Whether answers are for programs. */
    boolean printsJson() {
        return json;
    }

    /** Where the command says what is not its answer. */
    PrintWriter err() {
        return command.commandLine().getErr();
    }

    /** Where the command prints. */
    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** @throws ConfigException if an option, or a file of one, is refused */
    AdminApi open() {
        AdminConfig configured = config == null ? null : configured(config);
        URI base = base(configured);
        return new AdminApi(
                new AdminAccess(base, token(configured), base.getScheme().equals("https") ? tls() : null));
    }

    private URI base(@Nullable AdminConfig configured) {
        String text = url != null ? url : configured == null ? STANDARD : urlOf(configured);
        Check.that(
                text.matches("https?://[^/?#@\\s]+/?"),
                "--admin must be an address like http://127.0.0.1:9090 or https://gateway:9090, got " + text);
        try {
            return URI.create(text.replaceFirst("/$", ""));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("--admin must be an address like http://127.0.0.1:9090, got " + text);
        }
    }

    private static AdminConfig configured(Path file) {
        AdminConfig admin = new ConfigLoad(new ConfigOrigin.OfFile(file, List.of()))
                .read(FilterTypes.load(), parts -> {})
                .use(read -> read)
                .admin();
        if (admin == null) {
            throw new ConfigException(file + " has no admin API; add: admin: { address: \"127.0.0.1:9090\" }");
        }
        return admin;
    }

    /** One that listens everywhere listens on this machine too. */
    private static String urlOf(AdminConfig admin) {
        String host = admin.address().host();
        String reached = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String literal = reached.contains(":") ? "[" + reached + "]" : reached;
        return (admin.tls() == null ? "http://" : "https://") + literal + ":"
                + admin.address().port();
    }

    private @Nullable String token(@Nullable AdminConfig configured) {
        if (tokenFile != null) {
            return SecretText.ofFile("--token-file", tokenFile);
        }
        String given = System.getenv(TOKEN_VARIABLE);
        return given != null && !given.isBlank() ? given.strip() : configured == null ? null : configured.token();
    }

    private SSLContext tls() {
        try {
            return JdkTls.client(ca, certificate, key);
        } catch (ConfigException e) {
            throw new ConfigException(e.faults().stream()
                    .map(fault -> fault.replaceAll("(?<![^ ])tls\\.(ca|certificate|key)(?= )", "--$1"))
                    .toList());
        }
    }
}
