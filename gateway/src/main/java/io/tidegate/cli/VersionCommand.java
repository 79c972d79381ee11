package io.tidegate.cli;

import io.tidegate.config.GatewayConfig.TransportChoice;
import io.tidegate.telemetry.BuildVersion;
import io.tidegate.transport.TlsProvider;
import io.tidegate.transport.Transport;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidegate version}. */
@Command(name = "version", description = "Show the version, and what the gateway would run on here.")
final class VersionCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set before call()
    private CommandSpec spec;

    @Override
    public Integer call() {
        Transport transport = Transport.choose(TransportChoice.AUTO);
        TlsProvider tls = TlsProvider.choose();
        PrintWriter out = spec.commandLine().getOut();
        out.println("tidegate  " + BuildVersion.text());
        out.println("java      " + property("java.runtime.version") + ", " + property("java.vendor"));
        out.println("system    " + property("os.name") + " " + property("os.version") + ", " + property("os.arch"));
        out.println("transport " + transport.name() + inBrackets(transport.note()));
        out.println("tls       " + tls.name() + inBrackets(tls.note()));
        return ExitCode.OK;
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }

    private static String inBrackets(@Nullable String note) {
        return note == null ? "" : " (" + note + ")";
    }
}
