package io.tidegate.filter.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHashTest {
    /** Of the reference implementations' own tests. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4 password",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc password",
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW U*U",
                "$2y$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK U*U*"
            })
    void hashesOfOtherProgramsAreUnderstood(String hash, String password) {
        assertThat(new PasswordHash(hash).isOf(password)).isTrue();
        assertThat(new PasswordHash(hash).isOf(password + "x")).isFalse();
        assertThat(new PasswordHash(hash).isOf("")).isFalse();
    }

    @Test
    void aHashOfOursIsThatOfItsPasswordAlone() {
        PasswordHash hash = PasswordHash.of("grün & blau");

        assertThat(hash.isOf("grün & blau")).isTrue();
        assertThat(hash.isOf("grun & blau")).isFalse();
        assertThat(hash.text()).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(PasswordHash.of("grün & blau").text()).isNotEqualTo(hash.text());
    }

    @Test
    void bcryptDoesNotTakeTheBeginningOfALongPasswordForAllOfIt() {
        var hash = new PasswordHash("$2b$05$HixN/s9G0lAaRX20pBtJru6U/MHGI7dD6PgFo9yJMURq5d9DcEjGC");

        assertThat(hash.isOf("a".repeat(72))).isTrue();
        assertThat(hash.isOf("a".repeat(73))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hunter2 | must be a hash by argon2id",
                "$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21l$MTIzNDU2Nzg5MDEyMzQ1Ng | must be a hash by argon2id",
                "$argon2id$v=19$m=9999999,t=1,p=1$c29tZXNhbHRzb21l$MTIzNDU2Nzg5MDEyMzQ1Ng | must have at most m=131072",
                "$argon2id$v=19$m=64,t=99,p=1$c29tZXNhbHRzb21l$MTIzNDU2Nzg5MDEyMzQ1Ng | must have at most m=131072",
                "$argon2id$v=19$m=8,t=1,p=2$c29tZXNhbHRzb21l$MTIzNDU2Nzg5MDEyMzQ1Ng | must have at least t=1",
                "$2b$31$aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | must have a bcrypt cost of 5 to 14, has 31",
                "$2b$10$short | must be a hash by argon2id",
                "$apr1$abc$def | must be a hash by argon2id",
            })
    void whatIsNoHashOrCostsTooMuchIsRefusedUnquoted(String text, String why) {
        assertThatThrownBy(() -> new PasswordHash(text))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(why)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void aHashIsNotPrinted() {
        assertThat(PasswordHash.of("x")).hasToString("PasswordHash");
    }
}
