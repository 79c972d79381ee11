package io.tidegate.cli;

import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.Figures;
import io.tidegate.cli.remote.SessionText;
import io.tidegate.cli.remote.Sessions;
import io.tidegate.cli.remote.TimelineText;
import io.tidegate.config.Check;
import io.tidegate.config.Rate;
import io.tidegate.config.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tidegate sessions}: shows its usage. */
@Command(
        name = "sessions",
        description = "Look at the sessions of a running gateway, end and move them.",
        commandListHeading = "%nCommands:%n",
        subcommands = {
            SessionsCommand.Ls.class,
            SessionsCommand.Show.class,
            SessionsCommand.Close.class,
            SessionsCommand.Move.class
        })
final class SessionsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set before run()
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@code tidegate sessions ls}. */
    @Command(name = "ls", description = "List sessions, or those that ended.")
    static final class Ls implements Callable<Integer> {
        private static final int MOST_ENDED = 1000;

        @Mixin
        private SessionFilterOptions filter = new SessionFilterOptions();

        @Option(
                names = "--ended",
                description = "Those that ended of late, and handshakes that came to nothing; the newest first.")
        private boolean ended;

        @Option(names = "--cause", paramLabel = "CAUSE", description = "Only those that ended for it; with --ended.")
        private @Nullable String cause;

        @Option(
                names = "--search",
                paramLabel = "TEXT",
                description =
                        "Only those with this text in id, client, path, user, endpoint or what else is known of them.")
        private @Nullable String search;

        @Option(
                names = "--sort",
                paramLabel = "KEY",
                description = "By what they are ordered: as in the API, such as age or client-bytes.")
        private @Nullable String sort;

        @Option(names = "--reverse", description = "The most first; with --sort.")
        private boolean reverse;

        @Option(
                names = {"-n", "--limit"},
                paramLabel = "N",
                defaultValue = "1000",
                description = "List no more than this. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public Integer call() {
            Check.between("--limit", limit, 1, ended ? MOST_ENDED : 1_000_000);
            Check.that(cause == null || ended, "--cause is for those that ended: give --ended too");
            Check.that(!reverse || sort != null, "--reverse is of --sort: give that too");
            Check.that(sort == null || !ended, "--sort is for open sessions: those that ended come newest first");
            Map<String, String> parameters = filter.parameters();
            if (search != null) {
                parameters.put("search", search);
            }
            if (ended) {
                ApiPath path = Sessions.filtered(ApiPath.of("endings"), parameters)
                        .with("cause", cause)
                        .with("limit", limit);
                return admin.ask(api -> api.get(path), Ls::endings);
            }
            if (sort != null) {
                parameters.put("sort", reverse ? "-" + sort : sort);
            }
            return admin.ask(api -> json(Sessions.list(api, parameters, limit)), Ls::lines);
        }

        private static JsonNode json(Sessions listed) {
            ArrayNode sessions = JsonNodeFactory.instance.arrayNode().addAll(listed.sessions());
            ObjectNode answer = JsonNodeFactory.instance.objectNode();
            answer.set("sessions", sessions);
            return answer.put("total", listed.total());
        }

        private static List<String> lines(JsonNode answer) {
            return lines(answer, "sessions", SessionText::table);
        }

        private static List<String> endings(JsonNode answer) {
            return lines(answer, "endings", TimelineText::table);
        }

        private static List<String> lines(JsonNode answer, String what, Function<List<JsonNode>, List<String>> table) {
            List<JsonNode> rows = new ArrayList<>();
            answer.path(what).forEach(rows::add);
            long total = answer.path("total").asLong();
            if (rows.isEmpty()) {
                return List.of("no session matches");
            }
            List<String> lines = new ArrayList<>(table.apply(rows));
            if (rows.size() < total) {
                lines.add(rows.size() + " of " + total + "; --limit shows more");
            }
            return lines;
        }
    }

    /** {@code tidegate sessions show}. */
    @Command(
            name = "show",
            description = "Show all that is known of one session, what happened to it, and how it ended.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "As listed, or as in the field Tidegate-Session of an answer.")
        private String id = "";

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public Integer call() {
            return admin.ask(api -> api.get(ApiPath.of("sessions", id)), SessionText::details);
        }
    }

    /** {@code tidegate sessions close}. */
    @Command(
            name = "close",
            description = {
                "End one session, or all that match.",
                "Give an ID, one filter or more, or --all. With code 1012 or 1013 each client is told when to come back."
            })
    static final class Close implements Callable<Integer> {
        @Parameters(arity = "0..1", paramLabel = "ID", description = "Of the one to end.")
        private @Nullable String id;

        @Mixin
        private SessionFilterOptions filter = new SessionFilterOptions();

        @Option(names = "--all", description = "Really all.")
        private boolean all;

        @Option(names = "--rate", paramLabel = "RATE", description = "How fast, if not one alone. Default: 50/s.")
        private @Nullable Rate rate;

        @Option(names = "--code", paramLabel = "CODE", description = "Of the Close. Default: 1012.")
        private @Nullable Integer code;

        @Option(names = "--reason", paramLabel = "TEXT", description = "Of the Close; at most 123 bytes.")
        private @Nullable String reason;

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public Integer call() {
            ApiPath path = path().with("code", code).with("reason", reason);
            return admin.ask(
                    api -> api.delete(path),
                    answer -> List.of(
                            "ending " + Figures.sessions(answer.path("ending").asLong()) + ", "
                                    + answer.path("rate").asString()));
        }

        private ApiPath path() {
            Map<String, String> matching = filter.parameters();
            int ways = (id == null ? 0 : 1) + (all ? 1 : 0) + (matching.isEmpty() ? 0 : 1);
            Check.that(ways == 1, "give an ID, or filters, or --all, and only one of these");
            if (id != null) {
                Check.that(rate == null, "--rate is for several sessions, not for one");
                return ApiPath.of("sessions", id);
            }
            return Sessions.filtered(ApiPath.of("sessions"), matching)
                    .with("all", all ? "true" : null)
                    .with("rate", rate);
        }
    }

    /** {@code tidegate sessions move}. */
    @Command(name = "move", description = "Move one session to another endpoint as soon as it is quiet.")
    static final class Move implements Callable<Integer> {
        @Parameters(paramLabel = "ID", description = "As listed.")
        private String id = "";

        @Option(
                names = "--deadline",
                paramLabel = "TIME",
                defaultValue = "5s",
                description = "How long quiet is waited for, 100ms to 1m. Default: ${DEFAULT-VALUE}.")
        private Duration deadline = Duration.ZERO;

        @Mixin
        private AdminOptions admin = new AdminOptions();

        @Override
        public Integer call() {
            Check.between("--deadline", deadline, Duration.ofMillis(100), Duration.ofMinutes(1));
            ApiPath path = ApiPath.of("sessions", id, "move").with("deadline", Units.format(deadline));
            return admin.ask(
                    api -> api.post(path, deadline),
                    answer -> List.of(
                            "moved to " + answer.path("endpoint").asString("another endpoint; it has ended since")));
        }
    }
}
