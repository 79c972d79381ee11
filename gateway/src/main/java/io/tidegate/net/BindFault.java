package io.tidegate.net;

import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why an address cannot be bound, in one sentence with what to do. */
public final class BindFault {
    static final String IN_USE = "is in use; end what listens there or choose another";

    private BindFault() {}

    /**
     * For what the system says.
     *
     * @param key of the configuration that has {@code address}
     */
    public static ConfigException of(String key, BindAddress address, Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("in use")) {
            return of(key, address, IN_USE, null);
        }
        if (lower.contains("permission denied")) {
            return of(
                    key,
                    address,
                    address.isUnix()
                            ? "may not be made by this user; choose a folder that it may write to"
                            : "may not be bound by this user; choose a port above 1023 or grant CAP_NET_BIND_SERVICE",
                    null);
        }
        if (lower.contains("cannot assign") || lower.contains("can't assign")) {
            return of(
                    key, address, "is not an address of this machine; choose one of its own, or 0.0.0.0 for all", null);
        }
        return of(key, address, "cannot be bound", message);
    }

    /** For a host that has no address. */
    public static ConfigException unresolved(String key, BindAddress address) {
        return of(key, address, "cannot be resolved; choose an address of this machine, or 0.0.0.0 for all", null);
    }

    static ConfigException of(ListenerConfig config, Throwable cause) {
        return of(key(config), config.address(), cause);
    }

    static ConfigException of(ListenerConfig config, String fault, @Nullable String reason) {
        return of(key(config), config.address(), fault, reason);
    }

    static String key(ListenerConfig config) {
        return "listeners." + config.name() + ".address";
    }

    private static ConfigException of(String key, BindAddress address, String fault, @Nullable String reason) {
        String sentence = key + " " + address + " " + fault;
        return new ConfigException(reason == null ? sentence : sentence + ": " + reason);
    }
}
