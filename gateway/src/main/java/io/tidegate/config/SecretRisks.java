package io.tidegate.config;

import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Warns of secrets that stand in the configuration file, and of files of secrets that others can read. Confined to the reading thread. */
final class SecretRisks {
    /** Fields of requests whose values usually are secrets. */
    private static final Pattern FIELD =
            Pattern.compile("(proxy-)?authorization|.*(token|secret|password|api-?key|credential).*");

    private static final int LEAST_CHARS = 8; // less is a pattern, or no secret

    private final Faults warnings;

    SecretRisks(Faults warnings) {
        this.warnings = warnings;
    }

    /** @param value that was made of {@code node}, of a component that is {@link Secret} */
    void judgeSecret(Node node, @Nullable Object value) {
        if (value instanceof Path file) {
            judgeFile(node.place(), file);
        } else if (node instanceof Node.Scalar scalar) {
            judge(scalar);
        } else {
            judgeFields(node);
        }
    }

    /** Looks at a mapping of texts for names that are those of secrets. */
    void judgeFields(Type type, Node node) {
        if (type.getTypeName().endsWith("Map<java.lang.String, java.lang.String>")) {
            judgeFields(node);
        }
    }

    private void judgeFields(Node node) {
        if (node instanceof Node.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> {
                boolean named = FIELD.matcher(name.toLowerCase(Locale.ROOT)).matches();
                if (named
                        && entry.value() instanceof Node.Scalar scalar
                        && scalar.text().length() >= LEAST_CHARS) {
                    judge(scalar);
                }
            });
        }
    }

    private void judge(Node.Scalar scalar) {
        if (scalar.literal()) {
            warnings.add(scalar.place(), "is written in the clear; ${NAME} or ${file:PATH} keep it out of the file");
        } else if (scalar.from() != null) {
            judgeFile(scalar.place(), scalar.from());
        }
    }

    private void judgeFile(Place place, Path file) {
        if (othersRead(file)) {
            warnings.add(place, "is in a file that all users of this machine can read; chmod o-r " + file);
        }
    }

    private static boolean othersRead(Path file) {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // not there, which is told by whoever reads it; or a system with other ways
        }
    }
}
