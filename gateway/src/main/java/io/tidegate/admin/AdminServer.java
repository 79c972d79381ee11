package io.tidegate.admin;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.util.JavalinLogger;
import io.tidegate.config.AdminConfig;
import io.tidegate.config.BindAddress;
import io.tidegate.config.ConfigException;
import io.tidegate.net.BindFault;
import io.tidegate.telemetry.Live;
import io.tidegate.transport.JdkTls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
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

    private record Settings(AdminConfig config, @Nullable SSLContext tls) {}

    private final ServerSocketChannel main;
    private final @Nullable ServerSocketChannel open;
    private final List<Javalin> servers = new ArrayList<>(); // touched by the starting thread, after its end by close()
    private final Thread starting;
    private @Nullable Live live; // as the servers

    private AdminServer(
            ServerSocketChannel main, @Nullable ServerSocketChannel open, Settings settings, AdminSources sources) {
        this.main = main;
        this.open = open;
        this.starting = Thread.ofVirtual().name("tidegate-admin-start").unstarted(() -> serve(settings, sources));
    }

    /**
     * Returns as soon as the ports are bound.
     *
     * @throws ConfigException if an address is in use or cannot be bound
     */
    public static AdminServer start(AdminConfig config, AdminSources sources) {
        SSLContext tls = tls(config);
        ServerSocketChannel main = bind("admin.address", config.address());
        try {
            BindAddress openAddress = config.open();
            ServerSocketChannel open = openAddress == null ? null : bind("admin.open", openAddress);
            AdminServer server = new AdminServer(main, open, new Settings(config, tls), sources);
            server.starting.start();
            return server;
        } catch (ConfigException e) {
            close(main);
            throw e;
        }
    }

    /**
     * Throws what {@link #start} would, as far as that can be told without opening a socket.
     *
     * @throws ConfigException if a file of TLS cannot be used
     */
    public static void check(AdminConfig config) {
        tls(config);
    }

    private static @Nullable SSLContext tls(AdminConfig config) {
        try {
            return config.tls() == null ? null : JdkTls.context(config.tls());
        } catch (ConfigException e) {
            throw e.under("admin.");
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

    /** Method and path of all that the main address serves, such as {@code GET /healthz}. Waits until it does. */
    List<String> operations() throws InterruptedException {
        starting.join();
        return servers.getFirst().unsafe.internalRouter.allHttpHandlers().stream()
                .map(handler -> handler.endpoint)
                .filter(endpoint -> endpoint.method.isHttpMethod())
                .map(endpoint -> endpoint.method.name() + " " + endpoint.path)
                .toList();
    }

    @Override
    public void close() {
        try {
            starting.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        servers.forEach(Javalin::stop);
        if (live != null) {
            live.close();
        }
        close(main);
        if (open != null) {
            close(open);
        }
    }

    private void serve(Settings settings, AdminSources sources) {
        try {
            Probes probes = new Probes(sources);
            ClientScript script = new ClientScript();
            PublishedKeys keys = new PublishedKeys(sources.keys());
            Live sampling = sources.telemetry().live();
            live = sampling;
            AdminAudit audit = new AdminAudit(sources.telemetry()::administered);
            servers.add(start(main, settings.tls(), routes -> {
                routes.before(new AdminGuard(settings.config()));
                routes.after(audit::tell);
                probes.addTo(routes);
                script.addTo(routes);
                keys.addTo(routes);
                new ConsoleFiles().addTo(routes);
                new LiveApi(sources, sampling).addTo(routes);
                new SessionsApi(sources.sessions(), sources.telemetry().endings()).addTo(routes);
                new EndingsApi(sources.telemetry().endings()).addTo(routes);
                new TapApi(sources.sessions(), audit).addTo(routes);
                new MovesApi(sources).addTo(routes); // before the endpoints, whose ids may end like its paths
                new UpstreamsApi(sources).addTo(routes);
                new BansApi(sources.bans()).addTo(routes);
                new ConfigApi(sources.config()).addTo(routes);
                new LogApi().addTo(routes);
                new RoutesApi(sources).addTo(routes);
                new ChangesApi(audit, sources.config()).addTo(routes);
                new OverviewApi(sources.version()).addTo(routes);
                new OpenApi(sources.version()).addTo(routes);
            }));
            if (open != null) {
                servers.add(start(open, null, routes -> {
                    probes.addTo(routes);
                    script.addTo(routes);
                    keys.addTo(routes);
                }));
            }
        } catch (RuntimeException e) {
            LOG.error("the admin API did not start", e);
        }
    }

    private static Javalin start(ServerSocketChannel socket, @Nullable SSLContext tls, Consumer<RoutesConfig> routes) {
        JavalinLogger.startupInfo = false;
        return Javalin.create(config -> {
                    configure(config, socket, tls);
                    config.routes.before(Answers::secure);
                    routes.accept(config.routes);
                    Answers.addProblems(config.routes);
                })
                .start();
    }

    private static void configure(JavalinConfig config, ServerSocketChannel socket, @Nullable SSLContext tls) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.concurrency.useVirtualThreads = true;
        config.http.prefer405over404 = true;
        config.jsonMapper(new JsonText());
        config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
        config.jetty.modifyServer(server -> server.setErrorHandler(Answers.forJetty()));
        config.jetty.addConnector((server, http) -> connector(server, socket, factories(http, tls)));
    }

    private static ConnectionFactory[] factories(HttpConfiguration http, @Nullable SSLContext tls) {
        var plain = new HttpConnectionFactory(http);
        if (tls == null) {
            return new ConnectionFactory[] {plain};
        }
        var settings = new SslContextFactory.Server();
        settings.setSslContext(tls);
        settings.setWantClientAuth(true);
        settings.setIncludeProtocols("TLSv1.3", "TLSv1.2");
        http.addCustomizer(new SecureRequestCustomizer(false)); // tells handlers of certificates
        return new ConnectionFactory[] {new SslConnectionFactory(settings, plain.getProtocol()), plain};
    }

    private static ServerConnector connector(
            Server server, ServerSocketChannel socket, ConnectionFactory... factories) {
        try {
            ServerConnector connector = new ServerConnector(server, 1, 1, factories);
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
