package io.tidegate.config;

import io.tidegate.fuzz.FuzzRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConfigFuzzTest {
    private static final int REPLAYED = 20_000;

    private final FuzzRun run = FuzzRun.of("config", ConfigFuzz::input);

    @Test
    void theCorpusAndWhatIsMadeOfItAreReadOrRefused() {
        run.replay(REPLAYED);
    }

    @Test
    @Tag("fuzz")
    void tenMillionInputsAreReadOrRefused() {
        run.runAsAsked();
    }
}
