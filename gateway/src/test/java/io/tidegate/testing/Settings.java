package io.tidegate.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A configuration as its user writes it: one listener {@code public}, one upstream {@code chat}, one route {@code all},
 * with the short limits that tests want, to change key by key. Values are YAML in one line.
 */
public final class Settings {
    public static final String LISTENER = "public";

    private final Map<String, String> listener = new LinkedHashMap<>();
    private final Map<String, String> upstream = new LinkedHashMap<>();
    private final Map<String, String> listenersBeside = new LinkedHashMap<>();
    private final Map<String, String> upstreamsBeside = new LinkedHashMap<>();
    private final Map<String, String> routesBeside = new LinkedHashMap<>();
    private final Map<String, String> route = new LinkedHashMap<>();
    private final Map<String, String> gateway = new LinkedHashMap<>();

    private String accessLog = "";

    private Settings() {}

    /** Sessions go to these endpoints. */
    public static Settings to(String... urls) {
        Settings settings = new Settings();
        settings.listener.put("address", "\"127.0.0.1:0\"");
        settings.listener.put("handshake-timeout", "5s");
        settings.upstream.put("endpoints", "[ \"" + String.join("\", \"", List.of(urls)) + "\" ]");
        settings.upstream.put("balance", "round-robin");
        settings.upstream.put("connect-timeout", "2s");
        settings.upstream.put("connect-deadline", "4s");
        settings.route.put("upstream", "chat");
        settings.route.put("stall-timeout", "5s");
        settings.route.put("close-timeout", "2s");
        settings.gateway.put("event-loops", "2");
        settings.gateway.put("transport", System.getProperty("tests.transport", "auto"));
        settings.gateway.put("drain", "{ window: 0s, deadline: 1s }");
        return settings;
    }

    public Settings listener(String key, String value) {
        listener.put(key, value);
        return this;
    }

    /** Another listener, in flow style. */
    public Settings listenerBeside(String name, String values) {
        listenersBeside.put(name, values);
        return this;
    }

    /** Another route, in flow style. */
    public Settings routeBeside(String name, String values) {
        routesBeside.put(name, values);
        return this;
    }

    public Settings upstream(String key, String value) {
        upstream.put(key, value);
        return this;
    }

    /** Another upstream, with one endpoint, and further keys in flow style. */
    public Settings upstreamBeside(String name, String url, String... more) {
        upstreamsBeside.put(name, "{ endpoints: [ \"" + url + "\" ]" + moreOf(more) + " }");
        return this;
    }

    /** Sessions go to several upstreams, by weight. */
    public Settings split(String weights) {
        route.remove("upstream");
        return route("split", weights);
    }

    public Settings route(String key, String value) {
        route.put(key, value);
        return this;
    }

    /** A further key of {@code access-log}. */
    public Settings accessLog(String keyAndValue) {
        accessLog += ", " + keyAndValue;
        return this;
    }

    /** A key of the file's top level. */
    public Settings gateway(String key, String value) {
        gateway.put(key, value);
        return this;
    }

    /** The file, with its access log at {@code log}. */
    String yaml(Path log) {
        StringBuilder yaml = new StringBuilder();
        named(yaml, "listeners", LISTENER, listener);
        listenersBeside.forEach((name, values) -> yaml.append("  " + name + ": " + values + "\n"));
        named(yaml, "upstreams", "chat", upstream);
        upstreamsBeside.forEach((name, values) -> yaml.append("  " + name + ": " + values + "\n"));
        named(yaml, "routes", "all", route);
        routesBeside.forEach((name, values) -> yaml.append("  " + name + ": " + values + "\n"));
        gateway.forEach((key, value) -> yaml.append(key + ": " + value + "\n"));
        return yaml.append("access-log: { format: json, file: \"" + log + "\"" + accessLog + " }\n")
                .toString();
    }

    private static String moreOf(String... keys) {
        return keys.length == 0 ? "" : ", " + String.join(", ", keys);
    }

    private static void named(StringBuilder yaml, String section, String name, Map<String, String> values) {
        yaml.append(section + ":\n  " + name + ":\n");
        values.forEach((key, value) -> yaml.append("    " + key + ": " + value + "\n"));
    }
}
