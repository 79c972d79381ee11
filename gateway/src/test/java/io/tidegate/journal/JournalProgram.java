package io.tidegate.journal;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Scanner;

/** Writes as many lines into its journal as it is told on standard input, and prints what became of all so far. */
final class JournalProgram {
    private JournalProgram() {}

    public static void main(String[] arguments) {
        var settings = new JournalSettings("test", Path.of(arguments[0]), 1 << 30, 1, 1 << 30);
        int number = 0;
        try (Journal journal = Journal.start(settings, 1);
                Scanner in = new Scanner(System.in, StandardCharsets.UTF_8)) {
            while (in.hasNextInt()) {
                for (int count = in.nextInt(); count > 0; count--) {
                    journal.lane(0).offer(new TextEntry(++number + "x".repeat(100)));
                }
                JournalCounts counts = journal.counts();
                while (counts.written() + counts.lost(LineLoss.WRITE_FAILED) + counts.lost(LineLoss.QUEUE_FULL)
                        < number) {
                    Thread.onSpinWait();
                }
                System.out.println("wrote " + counts.written() + ", failed " + counts.lost(LineLoss.WRITE_FAILED));
            }
        }
    }
}
