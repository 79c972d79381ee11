package io.tidegate.telemetry;

import io.tidegate.config.AccessLogConfig;
import io.tidegate.journal.JsonLine;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How a line of the access log is written: UTF-8, ended by a line feed that is its only one. Called on the writer's thread. */
interface AccessLineFormat {
    byte[] format(AccessLine line);

    static AccessLineFormat of(AccessLogConfig.Format format) {
        return switch (format) {
            case JSON -> new Json();
            case TEXT -> new Text();
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
