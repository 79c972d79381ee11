package io.tidegate.cli;

import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.UpstreamText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidegate routes}. */
@Command(
        name = "routes",
        description = "Show the routes of a running gateway, in their order: sessions, target, filters.")
final class RoutesCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        return admin.ask(
                spec, api -> api.get(ApiPath.of("routes")), answer -> UpstreamText.routes(answer.path("routes")));
    }
}
