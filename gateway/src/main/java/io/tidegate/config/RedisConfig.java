package io.tidegate.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Redis server through which nodes share limits: those of filters with {@code store: redis}.
 *
 * @param url {@code redis://host:port}, or {@code rediss://} for TLS; a path is the number of the database
 * @param username that Redis knows this node by; its default user where absent
 * @param password of that user
 * @param ca PEM file of the authorities that its certificate is verified against; the JDK's where absent
 * @param timeout how long an answer is waited for; 5 ms to 5 s. Without one in time, filters do what their {@code on-store-failure} says
 * @param prefix of all keys that are used there; 1 to 64 of the characters {@code A-Z a-z 0-9 . _ : -}
 */
public record RedisConfig(
        URI url,
        @Nullable String username,
        @Secret @Nullable String password,
        @Nullable Path ca,
        @Default("100ms") Duration timeout,
        @Default("tidegate:") String prefix) {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern DATABASE = Pattern.compile("/?|/\\d{1,4}");
    private static final int STANDARD_PORT = 6379;

    public RedisConfig {
        boolean known = "redis".equals(url.getScheme()) || "rediss".equals(url.getScheme());
        String shown = url.getUserInfo() == null ? url.toString() : url.getScheme() + "://***@" + url.getHost();
        Check.that(
                known && url.getHost() != null && url.getQuery() == null && url.getFragment() == null,
                "url must be an address like redis://host:6379 or rediss://host:6379/0, got " + shown);
        Check.that(
                url.getUserInfo() == null,
                "url must not have a user or password, which belong into username and password, got " + shown);
        Check.that(
                DATABASE.matcher(url.getPath()).matches(), "url must end with the number of a database, got " + shown);
        Check.that(username == null || password != null, "password must be given with username");
        Check.that(ca == null || Files.isReadable(ca), "ca must be a file that can be read, got " + ca);
        Check.that(ca == null || url.getScheme().equals("rediss"), "ca must not be given unless url is rediss://");
        Check.between("timeout", timeout, Duration.ofMillis(5), Duration.ofSeconds(5));
        Check.that(
                PREFIX.matcher(prefix).matches(),
                "prefix must be 1 to 64 of the characters A-Z a-z 0-9 . _ : -, got " + prefix);
    }

    public int port() {
        return url.getPort() < 0 ? STANDARD_PORT : url.getPort();
    }

    public boolean tls() {
        return url.getScheme().equals("rediss");
    }

    public int database() {
        return url.getPath().length() < 2 ? 0 : Integer.parseInt(url.getPath().substring(1));
    }

    /** All that it names. */
    public List<Path> files() {
        return ca == null ? List.of() : List.of(ca);
    }

    @Override
    public String toString() {
        return "RedisConfig[url=" + url + ", username=" + username + ", password="
                + (password == null ? "none" : "***") + ", ca=" + ca + ", timeout=" + Units.format(timeout)
                + ", prefix=" + prefix + "]";
    }
}
