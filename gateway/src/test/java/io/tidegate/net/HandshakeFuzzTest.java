package io.tidegate.net;

import io.tidegate.fuzz.FuzzRun;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HandshakeFuzzTest {
    private static final int REPLAYED = 50_000;

    private final FuzzRun run = FuzzRun.of("handshake", HandshakeFuzz::input);

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
