package io.tidegate.session.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.config.ByteSize;
import io.tidegate.config.ReplayConfig;
import io.tidegate.config.ResendConfig;
import io.tidegate.config.ResumeConfig;
import io.tidegate.config.ResumeConfig.Level;
import io.tidegate.config.ResumeConfig.PoisonConfig;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to and from recordings, for their tests. */
final class Recorded {
    /** As much as anybody wants. */
    static final Room ROOMY = new Room() {
        @Override
        public boolean more(long bytes) {
            return true;
        }

        @Override
        public void less(long bytes) {}
    };

    private Recorded() {}

    static ResumeConfig resume(Level level, @Nullable ReplayConfig replay, @Nullable ResendConfig resend) {
        return new ResumeConfig(
                level,
                replay,
                resend,
                Duration.ofSeconds(10),
                ByteSize.ofKiB(64),
                100,
                ByteSize.ofKiB(64),
                List.of(1001),
                Duration.ofMillis(50),
                new PoisonConfig(3, Duration.ofSeconds(10)),
                null);
    }

    static void client(Recording recording, String... texts) {
        for (String text : texts) {
            assertThat(recording.onMessage(Side.CLIENT, Message.text(text))).isEqualTo(MessageVerdict.Pass.FORWARD);
        }
    }

    static MessageVerdict endpoint(Recording recording, String text) {
        return recording.onMessage(Side.UPSTREAM, Message.text(text));
    }

    /** What another endpoint is told, up to an answer that has to be awaited. */
    static List<String> told(Recording recording) {
        recording.onLoss();
        recording.onEndpoint();
        List<String> told = all(recording);
        recording.onTold();
        return told;
    }

    static List<String> all(Recording recording) {
        List<String> told = new ArrayList<>();
        for (Message next = recording.next(); next != null; next = recording.next()) {
            told.add(next.text());
        }
        return told;
    }
}
