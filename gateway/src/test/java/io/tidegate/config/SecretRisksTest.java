package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.FilterTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretRisksTest {
    private static final String LINE = "t.yaml:9:";

    @TempDir
    private Path folder;

    @Test
    void aSecretThatIsWrittenInTheFileIsWarnedOf() {
        assertThat(warnings("admin: { tokens: [ { name: a, token: 0123456789abcdef, role: viewer } ] }"))
                .containsExactly(
                        LINE + "38 admin.tokens[0].token is written in the clear; ${NAME} or ${file:PATH} keep it "
                                + "out of the file");
    }

    @Test
    void aFieldThatUsuallyIsASecretIsWarnedOf() {
        assertThat(warnings("defaults: { route: { filters: [ { headers: { to-endpoint: { set: { Authorization: "
                        + "\"Basic abcdef\", X-Edge: \"fra-1-of-many\" } } } } ] } }"))
                .singleElement()
                .asString()
                .contains("set.Authorization is written in the clear")
                .doesNotContain("abcdef");
    }

    @Test
    void aFileOfASecretThatAllCanReadIsWarnedOf() throws IOException {
        Path file = file("secret", "rw-r--r--");

        assertThat(warnings("admin: { token: '${file:" + file + "}' }"))
                .containsExactly(LINE
                        + "17 admin.token is in a file that all users of this machine can read; chmod o-r " + file);
    }

    @Test
    void aFileThatOnlyItsOwnerAndGroupCanReadIsNoRisk() throws IOException {
        assertThat(warnings("admin: { token: '${file:" + file("secret", "rw-r-----") + "}' }"))
                .isEmpty();
    }

    @Test
    void aKeyThatAllCanReadIsWarnedOf() throws IOException {
        Path key = file("site.key", "rw-r--r--");

        assertThat(warnings("admin: { tls: { certificate: site.pem, key: " + key + " } }"))
                .containsExactly(LINE
                        + "45 admin.tls.key is in a file that all users of this machine can read; chmod o-r " + key);
    }

    private Path file(String name, String permissions) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "0123456789abcdef\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static List<String> warnings(String line) {
        return ConfigReader.check(Reading.source(Reading.GOOD + line + "\n"), FilterTypes.load(), parts -> {})
                .warnings()
                .stream()
                .filter(warning -> warning.contains("clear;") || warning.contains("chmod"))
                .toList();
    }
}
