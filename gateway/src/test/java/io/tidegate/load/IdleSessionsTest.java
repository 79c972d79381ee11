package io.tidegate.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.protocol.Cause;
import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayProcess;
import io.tidegate.testing.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many idle sessions: {@code mvn -pl gateway test -Dtests.groups=load -Dtests.excluded=none -Dtests.forks=1}. Clients, gateway and server
 * are a process each, since a session costs the gateway two descriptors; {@code -Dload.sessions=N} for another number.
 */
@Tag("load")
class IdleSessionsTest {
    private static final int SESSIONS = Integer.getInteger("load.sessions", 9000);
    private static final int WARM_UP = 500;
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Pattern URL = Pattern.compile("ws://\\S+");

    @TempDir
    Path folder;

    @Test
    void manyIdleSessionsOpenAndCloseAndLeaveNothing() {
        try (ForeignProgram server = program(IdleServer.class).awaitOutput("listening on");
                var gateway = GatewayProcess.start(folder, settings(server), "-Xmx512m")) {
            run(gateway, WARM_UP);
            long memoryBefore = gateway.program().residentBytes();

            long memory = run(gateway, SESSIONS) - memoryBefore;

            System.out.printf(
                    "IdleSessionsTest: %,d idle sessions, resident memory %,d bytes each, %,d MiB before them%n",
                    SESSIONS, memory / SESSIONS, memoryBefore >> 20);
            assertThat(gateway.endings().count(Cause.CLIENT_CLOSED, 1000)).isEqualTo(WARM_UP + SESSIONS);
        }
    }

    private static Settings settings(ForeignProgram server) {
        Matcher url = URL.matcher(server.output());
        assertThat(url.find()).isTrue();
        return Settings.to(url.group()).upstream("connect-timeout", "10s").upstream("connect-deadline", "20s");
    }

    /**
     * Opens, idles and closes so many.
     *
     * @return the gateway's resident memory while they were open
     */
    private long run(GatewayProcess gateway, int sessions) {
        long socketsBefore = gateway.program().openSockets();
        String port = Integer.toString(gateway.address().getPort());
        try (ForeignProgram clients = program(IdleClients.class, port, Integer.toString(sessions))) {
            clients.awaitOutput("echoed " + sessions + ".", LIMIT);
            long memory = gateway.program().residentBytes();
            assertThat(gateway.program().openSockets() - socketsBefore).isEqualTo(2L * sessions);

            clients.tell("close");

            clients.awaitOutput("closed " + sessions + ".", LIMIT);
            gateway.endings().awaitAllClosed();
            Awaitility.await("the gateway's sockets are closed")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> gateway.program().openSockets() == socketsBefore);
            return memory;
        }
    }

    private ForeignProgram program(Class<?> main, String... arguments) {
        List<String> command = GatewayProcess.java("-Xmx1g");
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return ForeignProgram.start(folder, command);
    }
}
