package io.tidegate.cli;

import io.tidegate.cli.remote.ApiPath;
import io.tidegate.cli.remote.UpstreamText;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidegate upstreams}. */
@Command(name = "upstreams", description = "Show the upstreams of a running gateway: endpoints, their state, sessions.")
final class UpstreamsCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "NAME", description = "Of the one to show. Default: all.")
    private @Nullable String name;

    @Mixin
    private AdminOptions admin = new AdminOptions();

    @Override
    public Integer call() {
        ApiPath path = name == null ? ApiPath.of("upstreams") : ApiPath.of("upstreams", name);
        return admin.ask(
                api -> api.get(path),
                answer -> UpstreamText.upstreams(
                        name == null ? answer.path("upstreams") : List.of(answer), Instant.now()));
    }
}
