package io.tidegate.net;

import io.tidegate.config.ListenerConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The file of a listener's Unix domain socket. */
record UnixSocketFile(ListenerConfig config, Path path) {
    static UnixSocketFile of(ListenerConfig config) {
        return new UnixSocketFile(config, Path.of(config.address().path()));
    }

    /**
     * Removes a socket that a process left behind when it died. Connects to find out.
     *
     * @throws io.tidegate.config.ConfigException if something else stands there, or if somebody listens
     */
    void removeStale() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!isSocket()) {
            throw BindFault.of(config, "is a file that is no socket; choose another path or remove it", null);
        }
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException nobodyListens) {
            remove();
            return;
        } catch (IOException | UnsupportedOperationException e) {
            throw BindFault.of(config, e);
        }
        throw BindFault.of(config, BindFault.IN_USE, null);
    }

    /** Does nothing if it is gone. */
    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw BindFault.of(config, "cannot be removed", e.getMessage());
        }
    }

    private boolean isSocket() {
        try {
            int fileType = 0170000;
            int socket = 0140000;
            Object mode = Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return mode instanceof Integer bits && (bits & fileType) == socket;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
