package io.tidegate.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import io.tidegate.testing.LogOf;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class JournalTest {
    private static final long NO_BOUND = Long.MAX_VALUE;

    @TempDir
    private Path folder;

    @RegisterExtension
    private final LogOf log = new LogOf(Journal.class);

    @Test
    void severalLoopsWriteOneFileEachItsLinesInTheirOrder() throws Exception {
        Path file = folder.resolve("j");
        try (Journal journal = start(file, NO_BOUND, 4)) {
            List<Thread> loops = IntStream.range(0, 4)
                    .mapToObj(loop -> Thread.ofPlatform().start(() -> offer(journal.lane(loop), "loop" + loop, 5000)))
                    .toList();
            for (Thread loop : loops) {
                loop.join();
            }
            await(journal, 20_000);
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(20_000);
        for (int loop = 0; loop < 4; loop++) {
            String name = "loop" + loop;
            assertThat(lines.stream().filter(line -> line.startsWith(name)).toList())
                    .isEqualTo(texts(name, 0, 5000));
        }
    }

    @Test
    void aFileThatIsFullIsKeptAndAsManyOldOnesAsConfigured() throws Exception {
        Path file = folder.resolve("j");
        try (Journal journal = start(file, 4096, 1)) {
            offer(journal.lane(0), "line", 5000);
            await(journal, 5000);
        }

        List<String> lines = new ArrayList<>();
        for (String name : List.of("j.3", "j.2", "j.1", "j")) {
            Path part = folder.resolve(name);
            assertThat(Files.size(part)).isBetween(1L, 4096L);
            lines.addAll(Files.readAllLines(part));
        }
        assertThat(lines).isEqualTo(texts("line", 5000 - lines.size(), 5000));
        assertThat(folder.resolve("j.4")).doesNotExist();
    }

    @Test
    void whatIsThereAtAStartCountsAndStays() throws Exception {
        Path file = Files.writeString(folder.resolve("j"), "x".repeat(4000) + "\n");
        Files.writeString(folder.resolve("j.2"), "older\n");

        try (Journal journal = start(file, 4096, 1)) {
            offer(journal.lane(0), "line-of-a-later-start", 10);
        }

        assertThat(Files.readAllLines(file)).isEqualTo(texts("line-of-a-later-start", 0, 10));
        assertThat(folder.resolve("j.1")).hasSize(4001);
        assertThat(folder.resolve("j.2")).content().isEqualTo("older\n"); // not moved, as there was room for a .1
    }

    @Test
    void aLineThatIsLargerThanAFileHasOneOfItsOwn() throws Exception {
        Path file = folder.resolve("j");
        try (Journal journal = start(file, 4096, 1)) {
            journal.lane(0).offer(new TextEntry("first"));
            journal.lane(0).offer(new TextEntry("x".repeat(200_000)));
            journal.lane(0).offer(new TextEntry("last"));
        }

        assertThat(folder.resolve("j.2")).content().isEqualTo("first\n");
        assertThat(folder.resolve("j.1")).hasSize(200_001);
        assertThat(file).content().isEqualTo("last\n");
    }

    @Test
    void aFileThatWasMovedIsFollowedByANewOne() throws Exception {
        Path file = folder.resolve("j");
        try (Journal journal = start(file, NO_BOUND, 1)) {
            journal.lane(0).offer(new TextEntry("before"));
            await(journal, 1);
            Files.move(file, folder.resolve("moved"));
            awaitThat(() -> Files.exists(file));
            journal.lane(0).offer(new TextEntry("after"));
        }

        assertThat(folder.resolve("moved")).content().isEqualTo("before\n");
        assertThat(file).content().isEqualTo("after\n");
    }

    @Test
    void aFileThatCannotBeKeptGrowsAndThatIsSaidOnce() throws Exception {
        Path file = folder.resolve("j");
        Files.createDirectories(folder.resolve("j.1/taken"));
        Files.createDirectories(folder.resolve("j.2/taken"));
        Files.createDirectories(folder.resolve("j.3/taken"));

        try (Journal journal = start(file, 4096, 1)) {
            offer(journal.lane(0), "line", 5000);
            await(journal, 5000);
        }

        assertThat(Files.readAllLines(file)).isEqualTo(texts("line", 0, 5000));
        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("[ERROR] test: the file cannot be rotated and grows: ");
    }

    @Test
    void aDiskThatIsFullLosesLinesAndCountsThemUntilThereIsRoomAgain() throws Exception {
        Path file = Files.createSymbolicLink(folder.resolve("j"), Path.of("/dev/full"));
        try (Journal journal = start(file, 4096, 1)) {
            offer(journal.lane(0), "lost", 1000);
            awaitThat(() -> journal.counts().lost(LineLoss.WRITE_FAILED) == 1000);
            awaitThat(() -> log.lines().size() == 3);

            Files.createFile(folder.resolve("new"));
            Files.move(folder.resolve("new"), file, StandardCopyOption.REPLACE_EXISTING);
            Path probe = file;
            awaitThat(() -> {
                journal.lane(0).offer(new TextEntry("kept"));
                return Files.size(probe) > 0;
            });
        }

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).isNotEmpty().containsOnly("kept");
        assertThat(log.lines().get(0))
                .startsWith("[ERROR] test: the file cannot be written, and its lines are lost: ")
                .contains("No space left");
        assertThat(log.lines().subList(1, 3))
                .containsExactly(
                        "[WARN] test: lines are lost, 1000 so far", "[WARN] test: no more lines are lost; 1000 were");
    }

    @Test
    void aQueueThatOverflowsLosesWhatIsNewAndCountsItSoThatAllAreAccountedFor() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw"); // which reads nothing yet
                Journal journal = start(pipe, NO_BOUND, 2)) {
            int offered = 100_000;
            offer(journal.lane(0), "a", offered);
            offer(journal.lane(1), "b", offered);
            JournalCounts counts = journal.counts();
            long lost = counts.lost(LineLoss.QUEUE_FULL);

            assertThat(lost).isPositive();
            long kept = 2L * offered - lost;
            List<String> lines = new ArrayList<>();
            while (lines.size() < kept) {
                lines.add(reader.readLine());
            }
            await(journal, kept);
            assertThat(counts.lost(LineLoss.QUEUE_FULL)).isEqualTo(lost);
            assertThat(lines.subList(0, 1000)).isEqualTo(texts("a", 0, 1000)); // the first ones are those that are kept
        }
    }

    @Test
    void aLaneIsBoundedInBytesTooAndTakesOneLineWhateverItsSize() {
        JournalCounts counts = new JournalCounts();
        int[] woken = {0};
        Lane lane = new Lane(1000, counts, () -> woken[0]++);

        lane.offer(new TextEntry("x".repeat(5000)));
        lane.offer(new TextEntry("y"));

        assertThat(counts.lost(LineLoss.QUEUE_FULL)).isEqualTo(1);
        assertThat(woken[0]).isEqualTo(1);
        assertThat(lane.poll()).isNotNull();
        assertThat(lane.poll()).isNull();
        lane.offer(new TextEntry("z"));
        assertThat(lane.poll()).isEqualTo(new TextEntry("z"));
    }

    @Test
    void aLaneIsBoundedInLines() {
        JournalCounts counts = new JournalCounts();
        Lane lane = new Lane(1 << 30, counts, () -> {});

        offer(lane, "line", Lane.LINES + 3);

        assertThat(counts.lost(LineLoss.QUEUE_FULL)).isEqualTo(3);
    }

    @Test
    void aLineThatAnEndedProcessLeftHalfIsEndedBeforeTheNext() throws Exception {
        Path file = Files.writeString(folder.resolve("j"), "whole\nha");

        try (Journal journal = start(file, NO_BOUND, 1)) {
            journal.lane(0).offer(new TextEntry("next"));
        }

        assertThat(file).content().isEqualTo("whole\nha\nnext\n");
    }

    @Test
    void anEntryThatCannotBeMadeALineIsLostAlone() throws Exception {
        Path file = folder.resolve("j");
        try (Journal journal = start(file, NO_BOUND, 1)) {
            journal.lane(0).offer(new TextEntry("one"));
            journal.lane(0).offer(new JournalEntry() {
                @Override
                public int heldBytes() {
                    return 1;
                }

                @Override
                public byte[] line() {
                    throw new IllegalStateException("a fault");
                }
            });
            journal.lane(0).offer(new TextEntry("two"));
            awaitThat(() -> journal.counts().written() == 2);
            assertThat(journal.counts().lost(LineLoss.WRITE_FAILED)).isEqualTo(1);
        }

        assertThat(file).content().isEqualTo("one\ntwo\n");
    }

    @Test
    void aFileThatCannotBeOpenedRefusesTheStart() {
        assertThatThrownBy(() -> start(folder, NO_BOUND, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("test.file must be a file that can be written, got " + folder);
    }

    private static Journal start(Path file, long maxBytes, int loops) {
        return Journal.start(new JournalSettings("test", file, maxBytes, 3, 64 << 20), loops);
    }

    /** In such steps that a lane has room. */
    private static void offer(Lane lane, String name, int count) {
        texts(name, 0, count).forEach(text -> lane.offer(new TextEntry(text)));
    }

    private static List<String> texts(String name, int from, int to) {
        return IntStream.range(from, to).mapToObj(i -> name + i).toList();
    }

    private static void await(Journal journal, long written) {
        awaitThat(() -> journal.counts().written() == written);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void awaitThat(Condition condition) {
        Awaitility.await().pollInterval(Duration.ofMillis(5)).until(condition::holds);
    }
}
