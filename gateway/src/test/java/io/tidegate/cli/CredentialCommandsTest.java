package io.tidegate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.auth.Sha256;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the files of {@code api-key} and {@code basic} are filled with. */
class CredentialCommandsTest {
    private final StringWriter out = new StringWriter();

    @Test
    void aNewKeyIsToldWithItsHashAndIsAnotherEachTime() {
        execute(new NewKeyCommand());
        execute(new NewKeyCommand());

        List<String> lines = out.toString().lines().toList();
        String key = lines.getFirst().substring("key     ".length());
        assertThat(key).matches("tg_[A-Za-z0-9_-]{43}");
        assertThat(lines.get(1)).isEqualTo("sha256  " + Sha256.of(key));
        assertThat(lines.get(2)).isNotEqualTo(lines.getFirst());
    }

    @Test
    void aPasswordIsHashedAndNotRepeated() {
        assertThat(execute(new HashPasswordCommand(() -> "hunter2"))).isZero();

        assertThat(out.toString().strip())
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[^$]+\\$[^$]+")
                .doesNotContain("hunter2");
    }

    @Test
    void wherePasswordsAreNotTypedOneIsReadAsALine() {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream("gr\u00fcn blau\nmore".getBytes(UTF_8)));
        try {
            assertThat(HashPasswordCommand.ask()).isEqualTo("gr\u00fcn blau");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void anEmptyPasswordIsRefused() {
        assertThat(execute(new HashPasswordCommand(() -> null))).isEqualTo(1);
        assertThat(execute(new HashPasswordCommand(() -> ""))).isEqualTo(1);
        assertThat(out.toString()).isEmpty();
    }

    private int execute(Callable<Integer> command) {
        return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setExecutionExceptionHandler((thrown, line, parsed) -> 1)
                .execute();
    }
}
