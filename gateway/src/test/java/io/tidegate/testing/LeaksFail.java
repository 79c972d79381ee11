package io.tidegate.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails every test class that leaves a buffer unreleased. Found by JUnit itself ({@code junit-platform.properties}). */
public final class LeaksFail implements AfterAllCallback {
    @Override
    public void afterAll(ExtensionContext context) {
        assertThat(LeakRecorder.leaks()).isEmpty();
    }
}
