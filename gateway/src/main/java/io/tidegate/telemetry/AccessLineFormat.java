package io.tidegate.telemetry;

import io.tidegate.config.AccessLogConfig;
import io.tidegate.journal.JsonLine;
import io.tidegate.protocol.CloseCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** How a line of the access log is written: UTF-8, ended by a line feed that is its only one. Called on the writer's thread. */
interface AccessLineFormat {
    byte[] format(AccessLine line);

    static AccessLineFormat of(AccessLogConfig.Format format) {
        return switch (format) {
            case JSON -> new Json();
            case TEXT -> new Text();
            case ECS -> new Ecs();
        };
    }

    /** One JSON object a line. */
    final class Json implements AccessLineFormat {
        @Override
        public byte[] format(AccessLine line) {
            return JsonLine.of(field -> {
                field.accept("time", line.at());
                field.accept("event", line.event());
                line.tell(field);
            });
        }
    }

    /** As {@link Json}, by the names of the Elastic Common Schema; what it has no name for is below {@code tidegate}. */
    final class Ecs implements AccessLineFormat {
        private static final long NANOS_PER_MILLI = 1_000_000;
        private static final Map<String, String> NAMES = Map.ofEntries(
                Map.entry("client", "client.ip"),
                Map.entry("client-port", "client.port"),
                Map.entry("client-bytes", "client.bytes"),
                Map.entry("duration-millis", "event.duration"),
                Map.entry("endpoint", "server.address"),
                Map.entry("upstream-bytes", "server.bytes"),
                Map.entry("path", "url.path"),
                Map.entry("query", "url.query"),
                Map.entry("principal", "user.id"),
                Map.entry("reason", "event.reason"),
                Map.entry("request-id", "http.request.id"),
                Map.entry("trace", "trace.id"),
                Map.entry("user-agent", "user_agent.original"));

        @Override
        public byte[] format(AccessLine line) {
            boolean opens = line.ending() == null;
            return JsonLine.of((BiConsumer<String, @Nullable Object> field) -> {
                field.accept("@timestamp", line.at());
                field.accept("ecs.version", "8.17.0");
                field.accept("event.dataset", "tidegate.access");
                field.accept("event.kind", "event");
                field.accept("event.category", new JsonLine.Raw("[\"network\",\"session\"]"));
                field.accept("event.type", new JsonLine.Raw(opens ? "[\"start\"]" : "[\"end\"]"));
                field.accept("event.action", line.event());
                line.tell((name, value) -> field.accept(name(name, value), value(name, value)));
            });
        }

        private static String name(String name, @Nullable Object value) {
            return switch (name) {
                case "code" ->
                    value instanceof Integer code && code > 0 && code < CloseCode.NORMAL
                            ? "http.response.status_code"
                            : "tidegate.close_code";
                default -> NAMES.getOrDefault(name, "tidegate." + name.replace('-', '_'));
            };
        }

        private static @Nullable Object value(String name, @Nullable Object value) {
            return name.equals("duration-millis") && value instanceof Long millis
                    ? (Object) (millis * NANOS_PER_MILLI)
                    : value;
        }
    }

    /**
     * Time, event, then {@code name=value}: numbers bare, all else between quotes. Within them quotes, backslashes,
     * controls, and whatever is no visible character are written as {@code \}{@code uXXXX}, so that no client can forge a
     * field, a line, or a terminal's commands.
     */
    final class Text implements AccessLineFormat {
        @Override
        public byte[] format(AccessLine line) {
            StringBuilder text = new StringBuilder(512);
            text.append(line.at()).append(' ').append(line.event());
            line.tell((name, value) -> write(text, name, value));
            return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
        }

        private static void write(StringBuilder text, String name, @Nullable Object value) {
            if (value == null) {
                return;
            }
            text.append(' ').append(name).append('=');
            if (value instanceof Number) {
                text.append(value);
                return;
            }
            text.append('"');
            quote(text, value.toString());
            text.append('"');
        }

        private static void quote(StringBuilder text, String value) {
            value.codePoints().forEach(point -> {
                if (isPlain(point)) {
                    text.appendCodePoint(point);
                } else {
                    for (char unit : Character.toChars(point)) {
                        text.append(String.format("\\u%04x", (int) unit));
                    }
                }
            });
        }

        private static boolean isPlain(int point) {
            if (point < 0x80) {
                return point >= ' ' && point < 0x7F && point != '"' && point != '\\';
            }
            return switch (Character.getType(point)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> false;
                default -> true;
            };
        }
    }
}
