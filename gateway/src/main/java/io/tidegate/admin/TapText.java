package io.tidegate.admin;

import io.tidegate.filter.content.Discretion;
import io.tidegate.journal.JsonLine;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Opcode;
import io.tidegate.session.tap.Tap;
import io.tidegate.session.tap.TapEvent;
import io.tidegate.session.tap.TapEvent.Part;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a tap has seen, as JSON objects: what nobody is to see is left out, and texts are cut only after that. */
final class TapText {
    private static final int CODE_BYTES = 2;

    private final Discretion discretion;
    private final int mostBytes;

    /** @param mostBytes of each content */
    TapText(Discretion discretion, int mostBytes) {
        this.discretion = discretion;
        this.mostBytes = mostBytes;
    }

    /** Says what it listens to and how. */
    static byte[] begin(String session, Tap tap) {
        Tap.Wish wish = tap.wish();
        return JsonLine.of(field -> {
            field.accept("session", session);
            field.accept("route", tap.start().route());
            field.accept("reads", tap.start().reads() ? "messages" : "frames");
            field.accept("from", label(wish.from()));
            field.accept("seconds", wish.seconds());
            field.accept("messages", wish.messages());
            field.accept("bytes", wish.bytes());
            field.accept("sample", wish.sample().toString());
        });
    }

    byte[] event(TapEvent event) {
        return JsonLine.of(field -> {
            field.accept("at", Instant.ofEpochMilli(event.atMillis()));
            field.accept("from", event.from().label());
            field.accept("kind", event.kind().label());
            field.accept("part", event.part() == Part.WHOLE ? null : label(event.part()));
            field.accept("bytes", event.bytes());
            field.accept("compressed", event.compressed() ? true : null);
            content(event, field);
            field.accept("omitted", event.omitted());
            if (!event.verdicts().isEmpty()) {
                field.accept("verdicts", new JsonLine.Raw(verdicts(event)));
            }
        });
    }

    /** Says that more was lost. */
    static byte[] lost(long count) {
        return JsonLine.of(field -> field.accept("lost", count));
    }

    /** Says how it ended. */
    static byte[] end(Tap.End end) {
        Ending ending = end.ending();
        return JsonLine.of(field -> {
            field.accept("why", label(end.why()));
            field.accept("seen", end.seen());
            field.accept("left-out", end.leftOut());
            field.accept("lost", end.lost());
            if (ending != null) {
                field.accept("phase", ending.phase().label());
                field.accept("cause", ending.cause().label());
                field.accept("code", ending.code());
                field.accept("reason", ending.reason());
            }
        });
    }

    private void content(TapEvent event, BiConsumer<String, @Nullable Object> field) {
        ByteBuffer content = event.content().duplicate();
        if (event.omitted() != null) {
            return;
        }
        if (event.kind() == Opcode.CLOSE) {
            close(content, field);
        } else if (event.kind() == Opcode.TEXT && !event.compressed()) {
            text(event, StandardCharsets.UTF_8.decode(content).toString(), field);
        } else {
            byte[] first = new byte[Math.min(content.remaining(), mostBytes)];
            content.get(first);
            field.accept("hex", HexFormat.of().formatHex(first));
            field.accept("cut", first.length < event.bytes() ? true : null);
        }
    }

    private void close(ByteBuffer content, BiConsumer<String, @Nullable Object> field) {
        boolean coded = content.remaining() >= CODE_BYTES;
        field.accept("code", coded ? (content.getShort() & 0xFFFF) : CloseCode.NO_STATUS);
        String reason = StandardCharsets.UTF_8.decode(content).toString();
        field.accept("reason", discretion.of(reason, true).text());
    }

    private void text(TapEvent event, String text, BiConsumer<String, @Nullable Object> field) {
        Discretion.Seen seen = discretion.of(text, event.isWhole());
        if (seen.omitted() != null) {
            field.accept("omitted", seen.omitted());
            return;
        }
        CharBuffer rest = CharBuffer.wrap(seen.text());
        StandardCharsets.UTF_8
                .newEncoder()
                .encode(rest, ByteBuffer.allocate(mostBytes), true); // stops where it is full
        field.accept("text", seen.text().substring(0, rest.position()));
        boolean all = !rest.hasRemaining() && event.content().remaining() == event.bytes();
        field.accept("cut", all ? null : true);
    }

    private static String verdicts(TapEvent event) {
        return event.verdicts().stream()
                .map(said -> new String(
                                JsonLine.of(field -> {
                                    field.accept("filter", said.filter());
                                    field.accept("verdict", said.verdict().label());
                                }),
                                StandardCharsets.UTF_8)
                        .strip())
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String label(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
