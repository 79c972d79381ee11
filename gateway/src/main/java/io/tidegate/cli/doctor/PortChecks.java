package io.tidegate.cli.doctor;

import io.tidegate.config.AdminConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.GatewayConfig;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether the addresses that the gateway listens on can be had, and who has those that cannot. */
final class PortChecks {
    private static final String TOPIC = "port";
    private static final int FIRST_FREE_PORT = 1024;

    private final GatewayConfig config;

    PortChecks(GatewayConfig config) {
        this.config = config;
    }

    List<Finding> findings() {
        Map<String, BindAddress> addresses = new LinkedHashMap<>();
        config.listeners().forEach((name, listener) -> addresses.put("listeners." + name, listener.address()));
        AdminConfig admin = config.admin();
        if (admin != null) {
            addresses.put("admin", admin.address());
            if (admin.open() != null) {
                addresses.put("admin.open", admin.open());
            }
        }
        return addresses.entrySet().stream()
                .map(entry -> entry.getValue().isUnix()
                        ? ofFile(entry.getKey(), entry.getValue())
                        : ofPort(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Finding ofFile(String key, BindAddress address) {
        Path folder = Path.of(address.path()).toAbsolutePath().getParent();
        return folder != null && Files.isWritable(folder)
                ? Finding.ok(TOPIC, key, address + " can be made")
                : Finding.fail(
                        TOPIC, key, address + " cannot be made", "create its folder, with the right to write there");
    }

    private static Finding ofPort(String key, BindAddress address) {
        InetSocketAddress wanted = new InetSocketAddress(address.host(), address.port());
        if (wanted.isUnresolved()) {
            return Finding.fail(TOPIC, key, address + " cannot be resolved", "choose an address of this machine");
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(wanted);
            return Finding.ok(TOPIC, key, address + " is free");
        } catch (BindException e) {
            return taken(key, address, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Finding.fail(TOPIC, key, address + " cannot be bound: " + e.getMessage(), privilege(address));
        }
    }

    private static Finding taken(String key, BindAddress address, String reason) {
        if (!reason.contains("in use")) {
            return Finding.fail(TOPIC, key, address + " cannot be bound: " + reason, privilege(address));
        }
        PortOwner owner = PortOwner.of(address.port());
        if (owner.isTidegate()) {
            return Finding.ok(TOPIC, key, address + " is that of a Tidegate that runs, " + owner.text());
        }
        return owner.isKnown()
                ? Finding.fail(TOPIC, key, address + " is taken by " + owner.text(), "end it, or choose another port")
                : Finding.warn(
                        TOPIC,
                        key,
                        address + " is taken, by a process of somebody else",
                        "a Tidegate that runs? otherwise (ss -ltnp as root says who) end it, or choose another port");
    }

    private static String privilege(BindAddress address) {
        return address.port() < FIRST_FREE_PORT
                ? "ports below 1024 take a right: AmbientCapabilities=CAP_NET_BIND_SERVICE, or a port above"
                : "choose an address of this machine, or 0.0.0.0 for all";
    }
}
