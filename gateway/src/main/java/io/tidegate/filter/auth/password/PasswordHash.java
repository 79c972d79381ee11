package io.tidegate.filter.auth.password;

import com.password4j.Argon2Function;
import com.password4j.BcryptFunction;
import com.password4j.HashingFunction;
import com.password4j.types.Argon2;
import io.tidegate.config.Check;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hash of a password: argon2id or bcrypt, with its salt and what it costs, as programs write it.
 *
 * @param text begins with {@code $argon2id$}, {@code $2a$}, {@code $2b$} or {@code $2y$}
 */
public record PasswordHash(String text) {
    private static final int MOST_MEMORY_KIB = 128 * 1024;
    private static final int MOST_ITERATIONS = 16;
    private static final int MOST_LANES = 8;
    private static final int LEAST_COST = 5;
    private static final int MOST_COST = 14;
    private static final int BCRYPT_BYTES = 72;
    private static final int SALT_BYTES = 16;
    private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
    private static final Pattern ARGON2 = Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,3})"
            + "\\$[+/A-Za-z0-9]{11,200}\\$[+/A-Za-z0-9]{16,200}");

    public PasswordHash {
        check(text);
    }

    /** Reads one; the refusal does not quote it. */
    public static PasswordHash parse(String text) {
        return new PasswordHash(text);
    }

    /** Of a password, with a new salt: argon2id, 19 MiB, two passes. Takes its time. */
    public static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(Argon2Function.getInstance(19 * 1024, 2, 1, 32, Argon2.ID)
                .hash(password.getBytes(StandardCharsets.UTF_8), salt)
                .getResult());
    }

    /** Whether it is that of {@code password}. Takes its time, and memory. */
    boolean isOf(String password) {
        byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
        boolean cutOff = isBcrypt(text) && bytes.length > BCRYPT_BYTES; // which would be taken for its beginning
        return !cutOff && function(text).check(bytes, text.getBytes(StandardCharsets.UTF_8));
    }

    private static HashingFunction function(String text) {
        return isBcrypt(text) ? BcryptFunction.getInstanceFromHash(text) : Argon2Function.getInstanceFromHash(text);
    }

    private static boolean isBcrypt(String text) {
        return text.startsWith("$2");
    }

    /** Before anything is made of it: its numbers say how much memory that would take. */
    private static void check(String text) {
        Matcher bcrypt = BCRYPT.matcher(text);
        Matcher argon2 = ARGON2.matcher(text);
        if (bcrypt.matches()) {
            int cost = number(bcrypt, 1);
            Check.that(cost >= LEAST_COST && cost <= MOST_COST, "must have a bcrypt cost of 5 to 14, has " + cost);
            return;
        }
        Check.that(argon2.matches(), "must be a hash by argon2id ($argon2id$v=19$...) or bcrypt ($2b$...)");
        Check.that(
                number(argon2, 1) <= MOST_MEMORY_KIB
                        && number(argon2, 2) <= MOST_ITERATIONS
                        && number(argon2, 3) <= MOST_LANES,
                "must have at most m=131072, t=16 and p=8, has m=" + number(argon2, 1) + ", t=" + number(argon2, 2)
                        + " and p=" + number(argon2, 3));
        Check.that(
                number(argon2, 2) >= 1 && number(argon2, 3) >= 1 && number(argon2, 1) >= 8 * number(argon2, 3),
                "must have at least t=1, p=1 and m=8 for each p");
    }

    private static int number(Matcher hash, int group) {
        return Integer.parseInt(hash.group(group));
    }

    /** Not the hash. */
    @Override
    public String toString() {
        return "PasswordHash";
    }
}
