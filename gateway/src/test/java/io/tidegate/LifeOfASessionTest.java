package io.tidegate;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tidegate.protocol.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LifeOfASessionTest {
    private static final Pattern CLASS = Pattern.compile("`(?:[a-z]+\\.)?([A-Z]\\w+)`");
    private static final Pattern MEMBER = Pattern.compile("`([A-Z]\\w+)\\.(\\w+)`");
    private static final Pattern CONSTANT = Pattern.compile("[A-Z]+");

    private final JavaClasses classes = new ClassFileImporter().importPath(Path.of("target/classes"));

    @Test
    void everyNameInTheLifeOfASessionExists() throws IOException {
        String page = page();
        List<String> unknown = new ArrayList<>();

        for (Matcher found = CLASS.matcher(page); found.find(); ) {
            String name = found.group(1);
            if (!CONSTANT.matcher(name).matches() && named(name).isEmpty()) {
                unknown.add(name);
            }
        }
        int members = 0;
        for (Matcher found = MEMBER.matcher(page); found.find(); members++) {
            if (!has(found.group(1), found.group(2))) {
                unknown.add(found.group());
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(members).isGreaterThan(30);
    }

    @Test
    void everyCauseIsExplained() throws IOException {
        assertThat(page())
                .contains(List.of(Cause.values()).stream()
                        .map(cause -> "`" + cause.label() + "`")
                        .toList());
    }

    private boolean has(String type, String member) {
        return named(type).stream()
                .anyMatch(found -> found.getAllMembers().stream()
                                .anyMatch(each -> each.getName().equals(member))
                        || !named(member).isEmpty());
    }

    private List<JavaClass> named(String simpleName) {
        return classes.stream()
                .filter(type -> type.getSimpleName().equals(simpleName))
                .toList();
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("../docs/life-of-a-session.md"));
    }
}
