package io.tidegate.cli;

import io.tidegate.cli.doctor.Doctor;
import io.tidegate.cli.doctor.Finding;
import io.tidegate.cli.doctor.Finding.Level;
import io.tidegate.config.Check;
import io.tidegate.config.CheckedConfig;
import io.tidegate.config.ConfigException;
import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tidegate doctor}. */
@Command(
        name = "doctor",
        description = {
            "Examine all that a configuration needs, from this machine: the file, ports, certificates, each endpoint (TCP,"
                    + " TLS, WebSocket handshake), Redis, key sets, limits of the system, the clock. Say what to do.",
            "Run it where the gateway runs, as its user. It changes nothing: WebSockets are opened and closed, and Redis gets"
                    + " a key that lasts for a second."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:nothing fails, whatever it warns of", "1:something fails", "2:arguments that are refused"})
final class DoctorCommand implements Callable<Integer> {
    private static final String FILE = "file";

    private final Program program;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration, in YAML.")
    private Path file = Path.of("");

    @Mixin
    private Settings settings = new Settings();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "3s",
            description = "For each step of reaching something. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(names = "--json", description = "Print the findings as one JSON object.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    DoctorCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws InterruptedException {
        Check.between("--timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(1));
        List<Finding> findings = findings();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(asJson(findings));
        } else {
            lines(findings).forEach(out::println);
        }
        return count(findings, Level.FAIL) == 0 ? ExitCode.OK : ExitCode.FAILURES;
    }

    private List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try {
            CheckedConfig checked =
                    Settings.read(new ConfigLoad(new ConfigOrigin.OfFile(file, settings.sets())), program);
            findings.add(Finding.ok(FILE, file.toString(), "has no faults"));
            checked.warnings()
                    .forEach(warning ->
                            findings.add(Finding.warn(FILE, file.toString(), warning, "see docs/security.md")));
            findings.addAll(Doctor.examine(checked.config(), timeout, Clock.systemUTC()));
        } catch (ConfigException e) {
            e.faults()
                    .forEach(fault -> findings.add(Finding.fail(
                            FILE,
                            file.toString(),
                            fault,
                            "correct it; the rest is looked at when the file has no faults")));
        }
        return findings;
    }

    private static List<String> lines(List<Finding> findings) {
        List<String> lines = new ArrayList<>();
        for (Finding finding : findings) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-4s  %-11s  %s: %s",
                    finding.level().name().toLowerCase(Locale.ROOT),
                    finding.topic(),
                    finding.subject(),
                    finding.text()));
            if (finding.advice() != null) {
                lines.add("                   -> " + finding.advice());
            }
        }
        lines.add("");
        lines.add(count(findings, Level.OK) + " ok, " + count(findings, Level.WARN) + " to mind, "
                + count(findings, Level.FAIL) + " failed");
        return lines;
    }

    private static ObjectNode asJson(List<Finding> findings) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Finding finding : findings) {
            ObjectNode one = result.withArray("findings").addObject();
            one.put("level", finding.level().name().toLowerCase(Locale.ROOT));
            one.put("topic", finding.topic());
            one.put("subject", finding.subject());
            one.put("text", finding.text());
            if (finding.advice() != null) {
                one.put("advice", finding.advice());
            }
        }
        return result.put("ok", count(findings, Level.OK))
                .put("warn", count(findings, Level.WARN))
                .put("fail", count(findings, Level.FAIL));
    }

    private static long count(List<Finding> findings, Level level) {
        return findings.stream().filter(finding -> finding.level() == level).count();
    }
}
