package io.tidegate.cli;

import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.UpstreamText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidegate routes}. */
@Command(
        name = "routes",
        description = "Show the routes of a running gateway, in their order: sessions, target, filters.")
final class RoutesCommand implements Callable<Integer> {
    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() {
        return admin.ask(api -> api.get(ApiPath.of("routes")), answer -> UpstreamText.routes(answer.path("routes")));
    }
}
