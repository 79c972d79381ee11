package io.tidegate.journal;

import java.nio.file.Path;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;

/** Writes as many lines into its journal as it is told on standard input, and prints what became of all so far. */
final class JournalProgram {
    private JournalProgram() {}

    public static void main(String[] arguments) {
        var settings = new JournalSettings("test", Path.of(arguments[0]), 1 << 30, 1, 1 << 30);
        AtomicInteger number = new AtomicInteger();
        try (Journal journal = Journal.start(settings, 1);
                Scanner in = new Scanner(System.in)) {
            while (in.hasNextInt()) {
                for (int count = in.nextInt(); count > 0; count--) {
                    journal.lane(0).offer(new TextEntry(number.incrementAndGet() + "x".repeat(100)));
                }
                JournalCounts counts = journal.counts();
                while (counts.written() + counts.lost(Loss.WRITE_FAILED) + counts.lost(Loss.QUEUE_FULL)
                        < number.get()) {
                    Thread.onSpinWait();
                }
                System.out.println("written " + counts.written() + ", failed " + counts.lost(Loss.WRITE_FAILED));
            }
        }
    }
}
