package io.tidegate.cli.remote;

import static io.tidegate.cli.remote.Figures.age;
import static io.tidegate.cli.remote.Figures.count;
import static io.tidegate.cli.remote.Figures.text;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Upstreams, routes and what is done to endpoints, for people. */
public final class UpstreamText {
    private UpstreamText() {}

    /** A line for each endpoint, those of an upstream together. */
    public static List<String> upstreams(Iterable<JsonNode> upstreams, Instant now) {
        TextTable table = new TextTable(
                "UPSTREAM",
                "ENDPOINT",
                "STATE",
                "FOR",
                ">SESSIONS",
                ">MOST",
                ">WEIGHT",
                ">WARM",
                ">EJECTIONS",
                "NOTES");
        for (JsonNode upstream : upstreams) {
            for (JsonNode endpoint : upstream.path("endpoints")) {
                table.add(
                        text(upstream.path("name")),
                        text(endpoint.path("id")),
                        text(endpoint.path("state")),
                        age(since(endpoint, now)),
                        count(endpoint.path("sessions").asDouble(0)),
                        text(endpoint.path("max-sessions")),
                        text(endpoint.path("weight")),
                        someOrNothing(endpoint.path("warm-connections")),
                        someOrNothing(endpoint.path("ejections")),
                        notes(endpoint));
            }
        }
        List<String> lines = new ArrayList<>(table.lines());
        for (JsonNode upstream : upstreams) {
            lines.addAll(troubles(upstream));
        }
        return lines;
    }

    private static long since(JsonNode endpoint, Instant now) {
        Instant since = Instant.parse(endpoint.path("since").asString());
        return Math.max(0, Duration.between(since, now).toMillis());
    }

    private static String someOrNothing(JsonNode number) {
        return number.asLong() == 0 ? "" : count(number.asDouble(0));
    }

    private static String notes(JsonNode endpoint) {
        List<String> notes = new ArrayList<>();
        if (endpoint.path("backup").asBoolean()) {
            notes.add("backup");
        }
        if (endpoint.path("starting").asBoolean()) {
            notes.add("starting");
        }
        if (!endpoint.path("offered").asBoolean()) {
            notes.add("not offered");
        }
        if (endpoint.has("reason")) {
            notes.add(endpoint.path("reason").asString());
        }
        return String.join(", ", notes);
    }

    /** What an operator has to know of an upstream beside its endpoints. */
    private static List<String> troubles(JsonNode upstream) {
        List<String> lines = new ArrayList<>();
        String name = text(upstream.path("name"));
        if (upstream.path("panic").asBoolean()) {
            lines.add(name + ": in panic: so few endpoints are up that all are used");
        }
        if (!upstream.path("circuit").asString("closed").equals("closed")) {
            lines.add(name + ": its circuit breaker is "
                    + upstream.path("circuit").asString());
        }
        if (upstream.path("waiting").asLong() > 0) {
            lines.add(name + ": " + count(upstream.path("waiting").asDouble(0)) + " handshakes wait for a place");
        }
        return lines;
    }

    /** A line for each route, in their order, and below it one for each of its legs. */
    public static List<String> routes(Iterable<JsonNode> routes) {
        TextTable table = new TextTable("ROUTE", ">SESSIONS", "HOST", "PATH", "TO", "FILTERS");
        for (JsonNode route : routes) {
            table.add(
                    text(route.path("name")),
                    count(route.path("sessions").asDouble(0)),
                    joined(route.at("/match/host")),
                    text(route.at("/match/path")),
                    target(route),
                    StreamSupport.stream(route.path("verdicts").spliterator(), false)
                            .map(UpstreamText::filter)
                            .collect(Collectors.joining(", ")));
            route.path("legs")
                    .properties()
                    .forEach(leg -> table.add(
                            text(route.path("name")) + "." + leg.getKey(),
                            count(leg.getValue().path("sessions").asDouble(0)),
                            "",
                            "",
                            text(leg.getValue().path("upstream")),
                            ""));
        }
        return table.lines();
    }

    /** Its name, and what it did with what both sides sent. */
    private static String filter(JsonNode did) {
        Map<String, Long> verdicts = new TreeMap<>();
        for (String side : List.of("client", "upstream")) {
            did.path(side)
                    .properties()
                    .forEach(verdict ->
                            verdicts.merge(verdict.getKey(), verdict.getValue().asLong(), Long::sum));
        }
        String counts = verdicts.entrySet().stream()
                .map(verdict -> verdict.getKey() + " " + count(verdict.getValue()))
                .collect(Collectors.joining(", "));
        return text(did.path("filter")) + (counts.isEmpty() ? "" : " (" + counts + ")");
    }

    private static String target(JsonNode route) {
        if (route.path("mode").asString("").equals("maintenance")) {
            return "(maintenance)";
        }
        return route.has("upstream")
                ? text(route.path("upstream"))
                : route.path("split").properties().stream()
                        .map(part -> part.getKey() + ":" + text(part.getValue()))
                        .collect(Collectors.joining(" "));
    }

    private static String joined(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(Figures::text)
                        .collect(Collectors.joining(" "))
                : text(node);
    }

    /** How an evacuation stands, in one line. */
    public static String evacuation(JsonNode progress) {
        return text(progress.path("state")) + ": "
                + count(progress.path("moved").asDouble(0)) + " moved, "
                + count(progress.path("closed").asDouble(0)) + " closed, "
                + count(progress.path("failed").asDouble(0)) + " could not be moved, "
                + count(progress.path("left").asDouble(0)) + " left";
    }

    /** An endpoint as it is now, in one line. */
    public static String endpoint(JsonNode endpoint) {
        return text(endpoint.path("id")) + " is " + text(endpoint.path("state")) + ", weight "
                + text(endpoint.path("weight")) + ", "
                + Figures.sessions(endpoint.path("sessions").asLong(0));
    }

    /** What a reload changed, or would. */
    public static List<String> changes(JsonNode report) {
        List<String> lines = new ArrayList<>();
        TextTable table = new TextTable("KIND", "NAME", "CHANGE", ">SESSIONS", "KEYS");
        for (JsonNode change : report.path("changes")) {
            table.add(
                    text(change.path("kind")),
                    text(change.path("name")),
                    text(change.path("change")),
                    someOrNothing(change.path("sessions")),
                    joined(change.path("keys")));
        }
        lines.addAll(table.isEmpty() ? List.of("nothing changes") : table.lines());
        if (!report.path("needs-restart").isEmpty()) {
            lines.add("takes a restart: " + joined(report.path("needs-restart")));
        }
        return lines;
    }
}
