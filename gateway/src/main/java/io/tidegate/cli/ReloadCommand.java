package io.tidegate.cli;

import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.UpstreamText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidegate reload}. */
@Command(
        name = "reload",
        description = "Have a running gateway read its file anew, and show what changed.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:applied, or would be",
            "1:the gateway is not reached, or cannot reload now",
            "2:the file has faults; the configuration that runs stays"
        })
final class ReloadCommand implements Callable<Integer> {
    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() {
        ApiPath path = ApiPath.of("reload").with("dry-run", dryRun);
        return admin.ask(api -> api.post(path), UpstreamText::changes);
    }
}
