package io.tidegate.admin;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinLogger;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.net.BindFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The admin API, on its own ports and on virtual threads. Its sockets are bound at once, so that a port in use shows at
 * the start; who connects waits the moment until the HTTP server behind them is up. Shared.
 */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int BACKLOG = 128;

    private final ServerSocketChannel main;
    private final @Nullable ServerSocketChannel open;
    private final List<Javalin> servers = new ArrayList<>(); // touched by the starting thread, after its end by close()
    private final Thread starting;

    private AdminServer(
            ServerSocketChannel main, @Nullable ServerSocketChannel open, AdminConfig config, AdminSources sources) {
        this.main = main;
        this.open = open;
        this.starting = Thread.ofVirtual().name("tidegate-admin-start").unstarted(() -> serve(config, sources));
    }

    /**
     * Returns as soon as the ports are bound.
     *
     * @throws ConfigException if an address is in use or cannot be bound
     */
    public static AdminServer start(AdminConfig config, AdminSources sources) {
        ServerSocketChannel main = bind("admin.address", config.address());
        try {
            BindAddress openAddress = config.open();
            ServerSocketChannel open = openAddress == null ? null : bind("admin.open", openAddress);
            AdminServer server = new AdminServer(main, open, config, sources);
            server.starting.start();
            return server;
        } catch (ConfigException e) {
            close(main);
            throw e;
        }
    }

    /** Where the admin API listens. */
    public InetSocketAddress address() {
        return addressOf(main);
    }

    /** Where only probes and metrics are served; null if there is no such address. */
    public @Nullable InetSocketAddress openAddress() {
        return open == null ? null : addressOf(open);
    }

    @Override
    public void close() {
        try {
            starting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(Javalin::stop);
        close(main);
        if (open != null) {
            close(open);
        }
    }

    private void serve(AdminConfig config, AdminSources sources) {
        try {
            Probes probes = new Probes(sources);
            ClientScript script = new ClientScript();
            servers.add(start(main, routes -> {
                routes.before(new AdminGuard(config));
                probes.addTo(routes);
                script.addTo(routes);
                new SessionsApi(sources.sessions()).addTo(routes);
                new MovesApi(sources).addTo(routes); // before the endpoints, whose ids may end like its paths
                new UpstreamsApi(sources.upstreams()).addTo(routes);
                new BansApi(sources.bans()).addTo(routes);
                new ConfigApi(sources.config()).addTo(routes);
                new OverviewApi(sources).addTo(routes);
            }));
            if (open != null) {
                servers.add(start(open, routes -> {
                    probes.addTo(routes);
                    script.addTo(routes);
                }));
            }
        } catch (RuntimeException e) {
            LOG.error("the admin API did not start", e);
        }
    }

    private static Javalin start(ServerSocketChannel socket, Consumer<RoutesConfig> routes) {
        JavalinLogger.startupInfo = false;
        return Javalin.create(config -> {
                    configure(config, socket);
                    config.routes.before(Answers::secure);
                    routes.accept(config.routes);
                    Answers.addProblems(config.routes);
                })
                .start();
    }

    private static void configure(JavalinConfig config, ServerSocketChannel socket) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.jsonMapper(new JsonText());
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(server -> server.setErrorHandler(Answers.forJetty()));
        config.jetty.addConnector((server, http) -> connector(server, http, socket));
    }

    private static ServerConnector connector(Server server, HttpConfiguration http, ServerSocketChannel socket) {
        try {
            ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
            connector.open(socket);
            return connector;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ServerSocketChannel bind(String key, BindAddress address) {
        InetSocketAddress socketAddress = new InetSocketAddress(address.host(), address.port());
        if (socketAddress.isUnresolved()) {
            throw BindFault.unresolved(key, address);
        }
        try {
            ServerSocketChannel channel = ServerSocketChannel.open();
            return listen(channel, socketAddress);
        } catch (IOException e) {
            throw BindFault.of(key, address, e);
        }
    }

    private static ServerSocketChannel listen(ServerSocketChannel channel, InetSocketAddress address)
            throws IOException {
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            return channel.bind(address, BACKLOG);
        } catch (IOException e) {
            close(channel);
            throw e;
        }
    }

    private static InetSocketAddress addressOf(ServerSocketChannel channel) {
        return (InetSocketAddress) channel.socket().getLocalSocketAddress();
    }

    private static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("closing {}", channel, e);
        }
    }
}
