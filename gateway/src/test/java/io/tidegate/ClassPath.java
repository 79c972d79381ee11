package io.tidegate;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** What the tests run with, as an installation has it. */
final class ClassPath {
    private ClassPath() {}

    /** The jars; those of the tests are among them. */
    static List<Path> libraries() {
        return entries().filter(Files::isRegularFile).toList();
    }

    /** Packs the product's classes into {@code jar}. */
    static void pack(Path jar) throws IOException {
        Path classes = entries()
                .filter(entry -> Files.isRegularFile(entry.resolve("io/tidegate/Main.class")))
                .findFirst()
                .orElseThrow();
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }

    private static Stream<Path> entries() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of);
    }
}
