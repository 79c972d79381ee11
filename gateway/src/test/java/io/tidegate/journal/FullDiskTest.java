package io.tidegate.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.GatewayProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A limit on the size of files, which the system keeps to the byte, stands for a disk that fills in the middle of a line. */
class FullDiskTest {
    @TempDir
    private Path folder;

    @Test
    void aLineThatDidNotFitAsAWholeIsTakenBackSoThatTheNextFollows() throws Exception {
        Path file = folder.resolve("j");
        List<String> command = GatewayProcess.java("-Xshare:auto");
        command.addAll(List.of(JournalProgram.class.getName(), file.toString()));
        String shell = "ulimit -S -f 64; exec \"$@\""; // blocks of 512 bytes or of 1024, as the shell counts
        command.addAll(0, List.of("sh", "-c", shell, "sh"));
        try (ForeignProgram program = ForeignProgram.start(folder, command)) {
            program.tell("1000");
            program.awaitOutput(", failed ");
            long limit = Files.size(file);
            List<String> kept = Files.readAllLines(file);
            assertThat(limit).isLessThan(65_536).isGreaterThan(32_000);
            assertThat(program.output()).contains("wrote " + kept.size() + ", failed " + (1000 - kept.size()));
            assertThat(kept).allSatisfy(line -> assertThat(line).matches("\\d+x{100}"));

            program.unlimitFileSize();
            program.tell("10");
            program.awaitOutput("wrote " + (kept.size() + 10) + ",");

            List<String> all = Files.readAllLines(file);
            assertThat(all.subList(0, kept.size())).isEqualTo(kept);
            assertThat(all.subList(kept.size(), all.size()))
                    .hasSize(10)
                    .allSatisfy(line -> assertThat(line).matches("\\d+x{100}"));
        }
    }
}
