package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.EchoEndpoint;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BenchProgramTest {
    @TempDir
    Path folder;

    @Test
    void whereFilesDoNotSufficeTheOthersAreMeasured() throws Exception {
        try (EchoEndpoint server = new EchoEndpoint();
                ProgramProcess program = ProgramProcess.startWithFiles(
                        folder, 200, "bench", server.url(), "-c", "300", "-d", "300ms", "-w", "0s")) {

            assertThat(program.outputUntil("open at the end")).contains("300 wanted");
            assertThat(program.outputUntil("too-many-open-files"))
                    .contains("latency")
                    .endsWith("this process may open 200 files (ulimit -n)");
            assertThat(program.exitCode()).isEqualTo(1);
            assertThat(program.errors()).doesNotContain("\tat ");
        }
    }

    @Test
    void sigtermEndsTheRunAndStillPrintsItsResult() throws Exception {
        try (EchoEndpoint server = new EchoEndpoint();
                ProgramProcess program =
                        ProgramProcess.start(folder, "bench", server.url(), "-c", "2", "-d", "10m", "--json")) {
            program.awaitErrors("measuring");

            program.sendSigterm();

            assertThat(program.outputUntil("}")).contains("\"ended\":\"interrupted\"", "\"errors\":[]");
            assertThat(program.exitCode()).isZero();
        }
    }
}
