package io.tidegate;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.HotPath;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String ROOT = Main.class.getPackageName();

    /** A package may use those after it: design.md, section 6, read row by row. The first is the root package itself. */
    private static final List<String> ORDER = List.of(
            "",
            "cli",
            "bench",
            "admin",
            "control",
            "net",
            "move",
            "session",
            "route",
            "health",
            "upstream",
            "telemetry",
            "transport",
            "filter",
            "journal",
            "store",
            "protocol",
            "time",
            "config");

    private static final Path PRODUCT = productClasses();
    private static final JavaClasses CLASSES = new ClassFileImporter().importPath(PRODUCT);

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Stream<String> packages = CLASSES.stream().map(JavaClass::getPackageName);

        assertThat(packages.map(ArchitectureTest::place)).isSubsetOf(ORDER);
    }

    @Test
    void everyDependencyPointsDownOrToTheRight() {
        Stream<Dependency> dependencies = CLASSES.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .filter(dependency -> isOurs(dependency.getTargetClass()))
                .filter(dependency -> !isHotPathMark(dependency.getTargetClass()));

        Stream<String> againstTheOrder =
                dependencies.filter(ArchitectureTest::pointsUp).map(Dependency::getDescription);

        assertThat(againstTheOrder).isEmpty();
    }

    @Test
    void noPackagesDependOnEachOtherInACircle() {
        SlicesRuleDefinition.slices()
                .matching(ROOT + ".(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(alwaysTrue(), equivalentTo(HotPath.class).or(equivalentTo(ColdPath.class)))
                .check(CLASSES);
    }

    @Test
    void everyPackageIsNullMarked() {
        Stream<JavaPackage> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(ours -> !ours.isAnnotatedWith(NullMarked.class));

        assertThat(unmarked.map(JavaPackage::getName)).isEmpty();
    }

    @Test
    void theHotPathIsWrittenInItsDialect() throws IOException {
        HotPathDialect dialect = HotPathDialect.of(PRODUCT);

        assertThat(dialect.methods()).isNotEmpty();
        assertThat(dialect.violations()).isEmpty();
    }

    private static boolean pointsUp(Dependency dependency) {
        int from = ORDER.indexOf(place(dependency.getOriginClass().getPackageName()));
        int to = ORDER.indexOf(place(dependency.getTargetClass().getPackageName()));
        return to < from;
    }

    /** The package below the root that {@code packageName} belongs to; sub-packages stand where their parent does. */
    private static String place(String packageName) {
        return packageName.equals(ROOT)
                ? ""
                : packageName.substring(ROOT.length() + 1).replaceAll("\\..*", "");
    }

    private static boolean isOurs(JavaClass type) {
        return type.getPackageName().equals(ROOT) || type.getPackageName().startsWith(ROOT + ".");
    }

    /** The marks stand with the words, and clocks and limits carry them too: they are no arrows. */
    private static boolean isHotPathMark(JavaClass type) {
        return type.isEquivalentTo(HotPath.class) || type.isEquivalentTo(ColdPath.class);
    }

    private static Path productClasses() {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
