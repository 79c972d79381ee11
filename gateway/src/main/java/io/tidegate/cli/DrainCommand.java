package io.tidegate.cli;

import io.tidegate.cli.remote.AdminApi;
import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.UpstreamText;
import io.tidegate.config.Check;
import io.tidegate.config.Rate;
import io.tidegate.config.Units;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tidegate drain}. */
@Command(
        name = "drain",
        description = {
            "Take an endpoint of a running gateway out of use, or bring it back.",
            "Alone: it takes no more sessions but of clients whose cookie brings them back; open ones stay. With"
                    + " --evacuate they are brought to other endpoints, which is followed to its end; Ctrl-C ends only the"
                    + " following. Holds until the gateway's next start."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:done", "1:not done, or sessions are left at the endpoint", "2:arguments that are refused"})
final class DrainCommand implements Callable<Integer> {
    private static final Duration BETWEEN = Duration.ofMillis(500);

    @Parameters(index = "0", paramLabel = "UPSTREAM", description = "Its name.")
    private String upstream = "";

    @Parameters(index = "1", paramLabel = "ENDPOINT", description = "Its id, as upstreams shows it.")
    private String endpoint = "";

    @ArgGroup(exclusive = true)
    private Wish wish = new Wish();

    /** What is to be done, if not just to drain. */
    private static final class Wish {
        @Option(names = "--ready", description = "It takes sessions again.")
        private boolean ready;

        @Option(names = "--maintenance", description = "It takes nobody, cookie or not.")
        private boolean maintenance;

        @Option(names = "--evacuate", description = "Empty it.")
        private boolean evacuate;

        @Option(names = "--status", description = "Show how far its evacuation is.")
        private boolean status;

        @Option(names = "--pause", description = "Let its evacuation stand still.")
        private boolean pause;

        @Option(names = "--resume", description = "Let its evacuation go on.")
        private boolean resume;

        @Option(names = "--cancel", description = "Call its evacuation off; it stays drained.")
        private boolean cancel;
    }

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "With --evacuate: migrate, polite (closed with 1012) or migrate-or-polite. Default: migrate.")
    private @Nullable String mode;

    @Option(names = "--rate", paramLabel = "RATE", description = "With --evacuate: how fast. Default: 50/s.")
    private @Nullable Rate rate;

    @Option(names = "--deadline", paramLabel = "TIME", description = "With --evacuate: until when. Default: 5m.")
    private @Nullable Duration deadline;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() throws InterruptedException {
        Check.that(
                wish.evacuate || (mode == null && rate == null && deadline == null),
                "--mode, --rate and --deadline need --evacuate");
        ApiPath evacuation = ApiPath.endpoint(upstream, endpoint).then("evacuate");
        if (wish.evacuate) {
            return evacuate(evacuation);
        }
        if (wish.status) {
            return show(api -> api.get(evacuation));
        }
        if (wish.pause || wish.resume) {
            return show(api -> api.patch(evacuation, Map.of("state", wish.pause ? "paused" : "running")));
        }
        return wish.cancel ? show(api -> api.delete(evacuation)) : operate();
    }

    private int operate() {
        String wanted = wish.ready ? "ready" : wish.maintenance ? "maintenance" : "draining";
        ApiPath path = ApiPath.endpoint(upstream, endpoint);
        return admin.ask(
                api -> api.patch(path, Map.of("mode", wanted)), answer -> List.of(UpstreamText.endpoint(answer)));
    }

    private int show(Function<AdminApi, JsonNode> question) {
        return admin.ask(question, answer -> List.of(UpstreamText.evacuation(answer)));
    }

    private int evacuate(ApiPath path) throws InterruptedException {
        try (AdminApi api = admin.open()) {
            JsonNode progress = api.post(path, asked());
            print(progress);
            while (isUnderWay(progress)) {
                Thread.sleep(BETWEEN);
                JsonNode next = api.get(path);
                if (!next.equals(progress)) {
                    print(next);
                }
                progress = next;
            }
            return progress.path("left").asLong() == 0 ? ExitCode.OK : ExitCode.FAILURES;
        }
    }

    private void print(JsonNode progress) {
        admin.print(progress, answer -> List.of(UpstreamText.evacuation(answer)));
        PrintWriter out = admin.out();
        out.flush();
    }

    private Map<String, String> asked() {
        Map<String, String> asked = new LinkedHashMap<>();
        if (mode != null) {
            asked.put("mode", mode);
        }
        if (rate != null) {
            asked.put("rate", rate.toString());
        }
        if (deadline != null) {
            asked.put("deadline", Units.format(deadline));
        }
        return asked;
    }

    private static boolean isUnderWay(JsonNode progress) {
        String state = progress.path("state").asString();
        return state.equals("running") || state.equals("paused");
    }
}
