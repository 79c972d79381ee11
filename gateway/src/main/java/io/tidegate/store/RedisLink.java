package io.tidegate.store;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.netty.resolver.DefaultAddressResolverGroup;
import io.tidegate.config.RedisConfig;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Makes connections to Redis that are known to work. They do not come back by themselves. Blocks: not for an event loop. */
final class RedisLink implements AutoCloseable {
    /** Requests that may be under way at once; an answer that comes too late is none. */
    private static final int MOST_WAITING = 10_000;

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final long END_SECONDS = 2;

    private final RedisConfig config;
    private final ClientResources resources;
    private final RedisClient client;

    RedisLink(RedisConfig config) {
        this.config = config;
        this.resources = DefaultClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .addressResolverGroup(DefaultAddressResolverGroup.INSTANCE)
                .build();
        this.client = RedisClient.create(resources, uri());
        client.setOptions(options());
    }

    private RedisURI uri() {
        RedisURI.Builder uri = RedisURI.builder()
                .withHost(config.url().getHost())
                .withPort(config.port())
                .withDatabase(config.database())
                .withTimeout(CONNECT_LIMIT);
        String password = config.password();
        String username = config.username();
        if (password != null && username != null) {
            uri.withAuthentication(username, password.toCharArray());
        } else if (password != null) {
            uri.withPassword(password.toCharArray());
        }
        if (config.tls()) {
            uri.withSsl(true).withVerifyPeer(SslVerifyMode.FULL);
        }
        return uri.build();
    }

    private ClientOptions options() {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        if (config.ca() != null) {
            tls.trustManager(config.ca().toFile());
        }
        return ClientOptions.builder()
                .autoReconnect(false)
                .requestQueueSize(MOST_WAITING)
                .socketOptions(
                        SocketOptions.builder().connectTimeout(CONNECT_LIMIT).build())
                .timeoutOptions(TimeoutOptions.enabled(config.timeout()))
                .sslOptions(tls.build())
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .build();
    }

    /** @throws StoreUnavailableException if there is no server that takes what is written to it */
    StatefulRedisConnection<String, String> connect() throws StoreUnavailableException, InterruptedException {
        ConnectionFuture<StatefulRedisConnection<String, String>> connecting =
                client.connectAsync(StringCodec.UTF8, uri());
        try {
            StatefulRedisConnection<String, String> made =
                    connecting.toCompletableFuture().get(CONNECT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            return proven(made);
        } catch (ExecutionException e) {
            throw new StoreUnavailableException(reason(e));
        } catch (TimeoutException e) {
            connecting.thenAccept(late -> late.closeAsync());
            throw new StoreUnavailableException("no connection within " + CONNECT_LIMIT.toSeconds() + " s");
        }
    }

    /** A replica, or a server that is full or still loads, takes no writes. */
    private StatefulRedisConnection<String, String> proven(StatefulRedisConnection<String, String> made)
            throws StoreUnavailableException, InterruptedException {
        try {
            made.async()
                    .set(config.prefix() + "probe", "1", SetArgs.Builder.px(1000))
                    .toCompletableFuture()
                    .get(config.timeout().toMillis() + 1, TimeUnit.MILLISECONDS);
            return made;
        } catch (ExecutionException e) {
            made.closeAsync();
            throw new StoreUnavailableException(reason(e));
        } catch (TimeoutException e) {
            made.closeAsync();
            throw new StoreUnavailableException("no answer in time");
        }
    }

    /** The last cause says it plainly. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    @Override
    public void close() {
        client.shutdown(0, END_SECONDS, TimeUnit.SECONDS);
        resources.shutdown(0, END_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
    }
}
