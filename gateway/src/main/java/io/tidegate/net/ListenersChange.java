package io.tidegate.net;

import io.tidegate.config.AllFaults;
import io.tidegate.config.ConfigException;
import io.tidegate.config.ListenerConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listeners of another configuration, ready to be taken or to be dropped: exactly one of the two. Confined. */
public final class ListenersChange {
    private final Map<String, ListeningSocket> before;
    private final Reception reception;
    private final Consumer<Map<String, ListeningSocket>> use;
    private final Map<String, ListeningSocket> sockets = new LinkedHashMap<>();
    private final Map<String, Listener> listeners = new LinkedHashMap<>();
    private final List<ListeningSocket> bound = new ArrayList<>();

    /**
     * @param before in use, by the name of the listener
     * @param use takes the sockets in the place of those
     */
    ListenersChange(
            Map<String, ListeningSocket> before, Reception reception, Consumer<Map<String, ListeningSocket>> use) {
        this.before = before;
        this.reception = reception;
        this.use = use;
    }

    /** @throws ConfigException with every fault, and nothing is left bound */
    ListenersChange prepare(Map<String, ListenerConfig> configs) {
        var faults = new AllFaults();
        Map<String, ListeningSocket> kept = kept(configs.values(), faults);
        for (ListenerConfig config : configs.values()) {
            ListeningSocket socket = kept.get(config.name());
            faults.during(() -> prepare(config, socket));
        }
        try {
            faults.refuseIfAny();
            return this;
        } catch (ConfigException e) {
            discard();
            throw e;
        }
    }

    /** Those whose certificates or keys changed, and nothing that the configuration says. */
    public Set<String> renewed() {
        Set<String> renewed = new HashSet<>();
        listeners.forEach((name, listener) -> {
            ListeningSocket socket = before.get(name);
            Listener old = socket == null ? null : socket.listener();
            if (old != null
                    && old.config().equals(listener.config())
                    && !Objects.equals(old.files(), listener.files())) {
                renewed.add(name);
            }
        });
        return renewed;
    }

    /** Keys of what has to stay as it was when the socket was bound. */
    public List<String> needsRestart() {
        List<String> keys = new ArrayList<>();
        sockets.forEach((name, socket) -> {
            if (socket.backlog() != listener(name).config().backlog()) {
                keys.add("listeners." + name + ".backlog");
            }
        });
        return keys;
    }

    /** Who comes from now on comes to the new listeners. Cannot fail. Not for an event loop. */
    public void commit() {
        sockets.forEach((name, socket) -> socket.serve(listener(name)));
        use.accept(Collections.unmodifiableMap(sockets));
        bound.forEach(ListeningSocket::accept);
        before.values().stream()
                .filter(socket -> !sockets.containsValue(socket))
                .forEach(ListeningSocket::close);
    }

    /** Nothing has changed. Not for an event loop. */
    public void discard() {
        bound.forEach(ListeningSocket::close);
    }

    private void prepare(ListenerConfig config, @Nullable ListeningSocket socket) {
        ListeningSocket ofThatName = before.get(config.name());
        ListeningSocket model = socket != null ? socket : ofThatName;
        Listener listener = Listener.load(config, reception, model == null ? null : model.listener());
        listeners.put(config.name(), listener);
        if (socket == null) {
            refuseOverlap(config);
            ListeningSocket opened = ListeningSocket.bind(listener);
            bound.add(opened);
            sockets.put(config.name(), opened);
        } else {
            sockets.put(config.name(), socket);
        }
    }

    /** The sockets that stay, by the name of the listener that they will have: at best that of its old name. */
    private Map<String, ListeningSocket> kept(Collection<ListenerConfig> configs, AllFaults faults) {
        Map<String, ListeningSocket> kept = new LinkedHashMap<>();
        for (ListenerConfig config : configs) {
            ListeningSocket same = before.get(config.name());
            if (same != null && same.listener().config().address().equals(config.address())) {
                kept.put(config.name(), same);
            }
        }
        for (ListenerConfig config : configs) {
            if (!kept.containsKey(config.name())) {
                faults.during(() -> before.values().stream()
                        .filter(socket -> !kept.containsValue(socket) && socket.isAt(config))
                        .findFirst()
                        .ifPresent(socket -> kept.put(config.name(), socket)));
            }
        }
        return kept;
    }

    /** A new address is bound before the old one is closed, which cannot be where both have the same port. */
    private void refuseOverlap(ListenerConfig config) {
        for (ListeningSocket socket : before.values()) {
            if (socket.overlaps(config)) {
                String name = socket.listener().config().name();
                throw BindFault.of(
                        config,
                        "overlaps with listener " + name + " as it is now; change the port too, or restart",
                        null);
            }
        }
    }

    private Listener listener(String name) {
        return Objects.requireNonNull(listeners.get(name));
    }
}
