package io.tidegate.interop;

import io.tidegate.testing.ForeignProgram;
import io.tidegate.testing.TestSite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** npm {@code ws}, which the profile {@code interop} has put into {@code target/interop}. */
final class NpmWs {
    private static final Path FOLDER = Path.of("target/interop").toAbsolutePath();
    private static final Pattern PORT = Pattern.compile("listening on (\\d+)\\.");

    private NpmWs() {}

    /** Speaks permessage-deflate as {@code ws} does where it is not told otherwise. */
    static final String PLAIN = "{}";

    /**
     * A server that listens; with TLS if there is a site.
     *
     * @param deflate options of {@code ws} for permessage-deflate, in JSON
     */
    static ForeignProgram server(Path folder, String deflate, @Nullable TestSite site) {
        List<String> command = script("echo-server.mjs");
        command.add(deflate);
        if (site != null) {
            command.add(site.certificate().toString());
            command.add(site.key().toString());
        }
        return ForeignProgram.start(folder, command).awaitOutput("listening on");
    }

    static int portOf(ForeignProgram server) {
        Matcher port = PORT.matcher(server.output());
        if (!port.find()) {
            throw new AssertionError(server.output());
        }
        return Integer.parseInt(port.group(1));
    }

    /** A client that runs through all that it can do; {@code deflate} as for the server. */
    static ForeignProgram client(Path folder, String url, String deflate, @Nullable TestSite site) {
        List<String> command = script("echo-client.mjs");
        command.add(url);
        command.add(deflate);
        if (site != null) {
            command.add(site.authority().toString());
        }
        return ForeignProgram.start(folder, command);
    }

    /** How node runs a script of these tests. */
    static List<String> script(String name) {
        if (!Files.isDirectory(FOLDER.resolve("node_modules/ws"))) {
            throw new AssertionError("this test needs npm ws in " + FOLDER + ": run mvn verify -Pinterop");
        }
        return new ArrayList<>(
                List.of(ForeignProgram.installed("node"), FOLDER.resolve(name).toString()));
    }
}
