package io.tidegate.filter;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds a jar of filters as a user would, from sources that the product does not know. */
final class PluginJar {
    private static final Path SAMPLE = Path.of("src/test/sample-filter");

    private PluginJar() {}

    /** The sample filters, compiled and packed in {@code folder}. */
    static Path ofSample(Path folder) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = List.of(
                "-d",
                classes.toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                SAMPLE.resolve("com/example/tidegate/Tenants.java").toString(),
                SAMPLE.resolve("com/example/tidegate/Words.java").toString(),
                SAMPLE.resolve("com/example/tidegate/Review.java").toString());
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalStateException("The sample filters do not compile");
        }
        Path jar = Files.createDirectories(folder.resolve("plugins")).resolve("tenants.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            addAll(out, classes);
            addAll(out, SAMPLE.resolve("META-INF").getParent(), "META-INF");
        }
        return jar;
    }

    /** A jar with nothing in it but a list of filter types. */
    static Path listing(Path folder, String... types) throws IOException {
        Path jar = folder.resolve("listing.jar");
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/" + FilterType.class.getName()));
            out.write(String.join("\n", types).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return jar;
    }

    /** Sees the product and {@code jars}, as the class path of the launcher does. */
    static URLClassLoader loader(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        return new URLClassLoader(urls, PluginJar.class.getClassLoader());
    }

    private static void addAll(JarOutputStream out, Path root, String... below) throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve(String.join("/", below)))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(root.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }
}
