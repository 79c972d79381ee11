package io.tidegate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The launcher in a folder, with jars beside it and a JDK of the test's choice. */
final class Installation {
    private static final Path LAUNCHER = Path.of("../tidegate");
    private static final String PRODUCT = "tidegate-gateway-1.jar";
    /** Repeats its arguments, and leaves the files that it is told to make. */
    private static final String ECHOING_JAVA = """
            #!/bin/sh
            for argument in "$@"; do
                [ -z "$FAIL_ON" ] || [ "$argument" != "$FAIL_ON" ] || exit 1
                printf '%s\\n' "$argument"
                case $argument in
                    -XX:AOTMode=*) making=yes ;;
                    -XX:AOTConfiguration=* | -XX:AOTCache=*) [ -z "$making" ] || echo made >"${argument#*=}" ;;
                esac
            done
            """;

    private final Path launcher;
    private final Path home;
    private final Path lib;
    private final Path productFolder;
    private final Map<String, String> environment = new HashMap<>();

    /** What a run left behind. */
    record Output(int exitCode, List<String> lines, String errors) {}

    private Installation(Path home, Path launcher, Path lib, Path productFolder) throws IOException {
        this.home = home;
        this.launcher = launcher;
        this.lib = Files.createDirectories(lib);
        this.productFolder = productFolder;
        Files.createDirectories(launcher.getParent());
        Files.copy(LAUNCHER, launcher);
        environment.put("TIDEGATE_JAVA_OPTS", "");
        environment.put("FAIL_ON", "");
    }

    /** An unpacked archive. */
    static Installation archive(Path home) throws IOException {
        Path lib = home.resolve("lib");
        return new Installation(home, home.resolve("bin/tidegate"), lib, lib);
    }

    /** A source checkout that is built. */
    static Installation checkout(Path home) throws IOException {
        Path target = home.resolve("gateway/target");
        Files.createDirectories(home.resolve("gateway/src/main"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createFile(home.resolve("gateway/pom.xml"));
        return new Installation(home, home.resolve("tidegate"), target.resolve("lib"), target);
    }

    /** With jars that nobody opens, and a JDK that repeats what it is told. */
    Installation withEchoingJdk(String... jars) throws IOException {
        setJdk("25.0.3");
        setProduct("product");
        for (String jar : jars) {
            Files.writeString(lib.resolve(jar), jar);
        }
        return this;
    }

    void setJdk(String version) throws IOException {
        Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, ECHOING_JAVA).toFile().setExecutable(true);
        Files.writeString(home.resolve("jdk/release"), "IMPLEMENTOR=\"Us\"\nJAVA_VERSION=\"" + version + "\"\n");
        environment.put("JAVA_HOME", home.resolve("jdk").toString());
    }

    void setProduct(String content) throws IOException {
        Files.writeString(productFolder.resolve(PRODUCT), content);
    }

    /** With the classes under test, their libraries, and the JDK that runs the test. */
    Installation real() throws IOException {
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        ClassPath.pack(productFolder.resolve(PRODUCT));
        for (Path jar : ClassPath.libraries()) {
            Files.copy(jar, lib.resolve(jar.getFileName()));
        }
        return this;
    }

    Installation with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    Path add(String file) throws IOException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, file);
    }

    Path launcher() {
        return launcher;
    }

    /** What there is of AOT caches, finished or not. */
    List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.list(productFolder)) {
            return files.filter(file -> file.toString().contains(".aot")).toList();
        }
    }

    Output run(String... arguments) throws IOException, InterruptedException {
        return run(launcher, arguments);
    }

    Output run(Path program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(home, "output", ".txt");
        Path errors = Files.createTempFile(home, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.getParent().toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            if (!process.waitFor(50, TimeUnit.SECONDS)) {
                throw new IOException(command + " does not end");
            }
        } finally {
            process.destroyForcibly();
        }
        return new Output(process.exitValue(), Files.readAllLines(output), Files.readString(errors));
    }
}
