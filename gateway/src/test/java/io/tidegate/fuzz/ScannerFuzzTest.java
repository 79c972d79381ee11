package io.tidegate.fuzz;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ScannerFuzzTest {
    private static final int REPLAYED = 100_000;

    private final FuzzRun run = FuzzRun.of("scanner", ScannerFuzz::input);

    @Test
    void theCorpusAndWhatIsMadeOfItAreFramesOrViolations() {
        run.replay(REPLAYED);
    }

    @Test
    @Tag("fuzz")
    void tenMillionInputsAreFramesOrViolations() {
        run.runAsAsked();
    }
}
