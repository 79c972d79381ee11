package io.tidegate.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Feeds a target with the corpus and with what a {@link Mutator} makes of it. A target throws only for what must never
 * happen; then the input is kept in {@code target/fuzz} and the run fails. {@code -Dfuzz.inputs} says how many (default
 * 10 million), {@code -Dfuzz.seed} the number of the first: {@code mvn -pl gateway test -Dtest=ConfigFuzzTest
 * -Dtests.groups=fuzz -Dtests.excluded=none}.
 */
public final class FuzzRun {
    private static final long DEFAULT_INPUTS = 10_000_000;
    private static final int MAX_BYTES = 8 << 10;
    private static final long BATCH = 1000;

    private final String name;
    private final List<byte[]> corpus;
    private final Mutator mutator;
    private final Consumer<byte[]> target;

    private FuzzRun(String name, List<byte[]> corpus, Mutator mutator, Consumer<byte[]> target) {
        this.name = name;
        this.corpus = corpus;
        this.mutator = mutator;
        this.target = target;
    }

    /**
     * A run over {@code src/test/resources/fuzz/NAME}: each file an input, the lines of {@code words.txt} the words.
     *
     * @param target called by several threads at once; the array is its own
     */
    public static FuzzRun of(String name, Consumer<byte[]> target) {
        Path folder = Path.of("src/test/resources/fuzz", name);
        try (Stream<Path> files = Files.list(folder)) {
            Path words = folder.resolve("words.txt");
            List<byte[]> corpus = new ArrayList<>();
            for (Path file : files.filter(f -> !f.equals(words)).sorted().toList()) {
                corpus.add(Files.readAllBytes(file));
            }
            return new FuzzRun(name, corpus, new Mutator(corpus, words(words), MAX_BYTES), target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The corpus as it is, and {@code mutations} inputs made of it: the same ones each time. */
    public void replay(long mutations) {
        corpus.forEach(input -> feed(input.clone(), "corpus"));
        run(0, mutations);
    }

    /** As many inputs as the command line asks for; prints how fast. */
    public void runAsAsked() {
        long inputs = Long.getLong("fuzz.inputs", DEFAULT_INPUTS);
        long seed = Long.getLong("fuzz.seed", 0);
        long start = System.nanoTime();
        run(seed, inputs);
        double seconds = Math.max(1, System.nanoTime() - start) / 1e9;
        System.out.printf(
                "fuzz %s: %,d inputs from number %d in %.0f s, %,.0f/s%n",
                name, inputs, seed, seconds, inputs / seconds);
    }

    private void run(long first, long inputs) {
        var next = new AtomicLong(first);
        var failure = new AtomicReference<@Nullable Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.add(Thread.ofPlatform().name("fuzz-" + i).start(() -> feed(next, first + inputs, failure)));
        }
        for (Thread thread : threads) {
            join(thread);
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get().getMessage(), failure.get());
        }
    }

    private void feed(AtomicLong next, long end, AtomicReference<@Nullable Throwable> failure) {
        long from = next.getAndAdd(BATCH);
        while (from < end && failure.get() == null) {
            try {
                for (long number = from; number < Math.min(end, from + BATCH); number++) {
                    feed(mutator.input(number), "number " + number);
                }
            } catch (AssertionError e) {
                failure.compareAndSet(null, e);
            }
            from = next.getAndAdd(BATCH);
        }
    }

    private void feed(byte[] input, String which) {
        byte[] kept = input.clone();
        try {
            target.accept(input);
        } catch (Throwable e) { // also an error: a stack overflow is what fuzzing looks for
            throw new AssertionError("fuzz " + name + ", input " + which + ", kept as " + keep(kept) + ": " + e, e);
        }
    }

    private Path keep(byte[] input) {
        try {
            Path folder = Files.createDirectories(Path.of("target/fuzz", name));
            Path file = folder.resolve(String.format("%08x", Arrays.hashCode(input)));
            return Files.write(file, input);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> words(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readAllLines(file).stream()
                        .map(line -> line.getBytes(StandardCharsets.UTF_8))
                        .toList()
                : List.of();
    }

    private static void join(Thread thread) {
        try {
            if (!thread.join(Duration.ofHours(12))) {
                throw new AssertionError(thread.getName() + " hangs");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
