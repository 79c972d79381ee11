package io.tidegate.cli;

import io.tidegate.control.ConfigLoad;
import io.tidegate.control.ConfigOrigin;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code tidegate aot}. The launcher makes the cache; what runs here is what the JVM is to learn from: a start, sessions,
 * a look at the admin API and a drain.
 */
@Command(
        name = "aot",
        description = {
            "Make starts faster: to be run once, after an installation or an update, and where its folder can be written.",
            "It starts a gateway on ports of this machine, and keeps in lib/ what the JVM learns from that."
        })
final class AotCommand implements Callable<Integer> {
    /** Encrypts, so that the gateway in front of it finds an endpoint that does. */
    private static final String SECURE = """
            listeners:
              secure: { address: "127.0.0.1:0", tls: { certificates: [ { certificate: cert.pem, key: key.pem } ] } }
            upstreams: { echo: { endpoints: [ "ws://127.0.0.1:ECHO" ] } }
            routes: { all: { upstream: echo } }
            """;

    /** Has something of most that a gateway has. */
    private static final String GATEWAY = """
            listeners:
              public: { address: "127.0.0.1:0", health: /healthz }
            upstreams:
              plain: { endpoints: [ "ws://127.0.0.1:ECHO" ] }
              secure: { endpoints: [ "wss://127.0.0.1:SECURE" ], tls: { ca: cert.pem } }
            routes:
              secure: { match: { path: "/secure/**" }, upstream: secure }
              plain:
                match: { path: "/plain/{room}" }
                upstream: plain
                ping: { interval: 20s }
                filters: [ origins: { allow: [ "https://example.com" ] }, rate-limit: { messages: 1000/s } ]
            drain: { window: 0s }
            admin: { address: "127.0.0.1:0" }
            access-log: { file: access.log }
            """;

    private final Program program;

    @Parameters(paramLabel = "FOLDER", hidden = true, description = "An empty one, to write to; given by the launcher.")
    private Path folder = Path.of("");

    AotCommand(Program program) {
        this.program = program;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        RehearsalCertificate.write(folder);
        try (EchoServer echo = EchoServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            String port = String.valueOf(echo.address().getPort());
            Path file = write("secure.yaml", SECURE.replace("ECHO", port));
            ConfigLoad secure = new ConfigLoad(new ConfigOrigin.OfFile(file, List.of()));
            try (Program.Running tls = Settings.read(secure, program).use(config -> program.start(config, secure))) {
                String text = GATEWAY.replace("ECHO", port).replace("SECURE", portOf(tls.address("secure")));
                rehearse(write("tidegate.yaml", text));
            }
        }
        return ExitCode.OK;
    }

    private void rehearse(Path file) {
        var rehearsal = new Rehearsal(program);
        new GatewayRun(rehearsal, () -> rehearsal, new PrintWriter(Writer.nullWriter()))
                .run(new PlainRun(file, List.of()));
        Signals.install().onReload(() -> {});
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String portOf(SocketAddress address) {
        return String.valueOf(((InetSocketAddress) address).getPort());
    }
}
