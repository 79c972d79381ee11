package io.tidegate.filter.content;

import io.tidegate.config.ByteSize;
import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.config.Percentage;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.FrameFilter;
import io.tidegate.filter.FrameVerdict;
import io.tidegate.filter.From;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.journal.Lane;
import io.tidegate.journal.MessageLine;
import io.tidegate.journal.MessageLine.Facts;
import io.tidegate.journal.MessageLine.Origin;
import io.tidegate.journal.MessageLine.Payload;
import io.tidegate.protocol.ColdPath;
import io.tidegate.protocol.FrameHeader;
import io.tidegate.protocol.HotPath;
import io.tidegate.protocol.Side;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes a line about each message that reaches its place among the filters, and lets all pass. */
public final class Audit implements FilterType<Audit.Config> {
    private static final int MOST_REDACTED = 64 << 10;

    /**
     * Settings of {@code audit}; its file is that of {@code audit} at the top level.
     *
     * @param from whose messages are written of
     * @param sample how many of them, drawn one by one; 0% to 100%
     * @param payload how much of the content is written; 0 B to 64 KiB. Above 0 B messages are read for it
     * @param redact what is blotted out of the text before it is cut, at most 100; a text above 64 KiB is left out then, and one
     *     that is not JSON where a JSON pointer is to be followed. Only with {@code payload}
     * @param binary whether the content of binary messages is written, in Base64; {@code base64} only with {@code payload}
     */
    public record Config(
            @Default("both") From from,
            @Default("100%") Percentage sample,
            @Default("0B") ByteSize payload,
            List<Patterns.Redact> redact,
            @Default("omit") Binary binary) {
        public Config {
            redact = List.copyOf(redact);
            Check.between("payload", payload, new ByteSize(0), ByteSize.ofKiB(64));
            Check.that(redact.size() <= 100, "redact must list at most 100 entries, got " + redact.size());
            boolean written = payload.bytes() > 0;
            Check.that(written || redact.isEmpty(), "redact must not be given without payload");
            Check.that(written || binary == Binary.OMIT, "binary must be omit without payload, got base64");
        }
    }

    /** What becomes of the content of binary messages. */
    public enum Binary {
        OMIT,
        BASE64
    }

    @Override
    public String name() {
        return "audit";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Factory(config);
    }

    private static final class Factory implements FilterFactory {
        private final Config config;
        private final Redactions redactions;

        Factory(Config config) {
            this.config = config;
            this.redactions = new Redactions(config.redact());
        }

        @Override
        public Filter newFilter(FilterContext context) {
            var writer = new Writer(config, redactions, context);
            return readsMessages() || context.readsMessages() ? new OfMessages(writer) : new OfFrames(writer);
        }

        @Override
        public boolean readsMessages() {
            return config.payload().bytes() > 0;
        }
    }

    /** Of a session whose messages are not read: a line when the last frame of a message comes. */
    private static final class OfFrames implements FrameFilter {
        private final Writer writer;
        private boolean clientCompresses;
        private boolean upstreamCompresses;

        OfFrames(Writer writer) {
            this.writer = writer;
        }

        @HotPath
        @Override
        public FrameVerdict onFrame(Side from, FrameHeader frame) {
            if (frame.startsMessage()) {
                if (from == Side.CLIENT) {
                    clientCompresses = frame.compressed();
                } else {
                    upstreamCompresses = frame.compressed();
                }
            }
            if (frame.endsMessage() && writer.wants(from)) {
                write(from, frame);
            }
            return FrameVerdict.Pass.FORWARD;
        }

        @ColdPath
        private void write(Side from, FrameHeader frame) {
            boolean compressed = from == Side.CLIENT ? clientCompresses : upstreamCompresses;
            writer.write(from, Facts.of(frame, !compressed), null);
        }
    }

    private record OfMessages(Writer writer) implements MessageFilter {
        @Override
        public MessageVerdict onMessage(Side from, Message message) {
            if (writer.wants(from)) {
                var facts = new Facts(message.isText(), message.size(), message.wireBytes(), message.id(), false);
                writer.write(from, facts, writer.payload(message));
            }
            return MessageVerdict.Pass.FORWARD;
        }
    }

    /** Writes the lines of one session. Confined. */
    private static final class Writer {
        private final Config config;
        private final Redactions redactions;
        private final FilterContext session;
        private final Lane lane;
        private final Sample sample;
        private final boolean ofClient;
        private final boolean ofUpstream;

        Writer(Config config, Redactions redactions, FilterContext session) {
            this.config = config;
            this.redactions = redactions;
            this.session = session;
            this.lane = Objects.requireNonNull(session.audit(), "audit");
            this.sample = new Sample(config.sample());
            this.ofClient = config.from().covers(Side.CLIENT);
            this.ofUpstream = config.from().covers(Side.UPSTREAM);
        }

        @HotPath
        boolean wants(Side from) {
            return (from == Side.CLIENT ? ofClient : ofUpstream) && sample.takes();
        }

        void write(Side from, Facts facts, @Nullable Payload payload) {
            var origin = new Origin(System.currentTimeMillis(), session.sessionId(), session.route(), from);
            lane.offer(new MessageLine(origin, facts, payload, null));
        }

        @Nullable
        Payload payload(Message message) {
            int most = (int) config.payload().bytes();
            if (most == 0) {
                return null;
            }
            if (message.isText()) {
                return config.redact().isEmpty() ? Payload.of(message.buffer(), true, most) : redacted(message, most);
            }
            return config.binary() == Binary.BASE64
                    ? Payload.of(message.buffer(), false, most)
                    : Payload.omitted("binary");
        }

        private Payload redacted(Message message, int most) {
            if (message.size() > MOST_REDACTED) {
                return Payload.omitted("max-size");
            }
            Redactions.Outcome outcome = redactions.apply(message.text());
            return outcome.fault() != null
                    ? Payload.omitted(outcome.fault().rule())
                    : Payload.of(ByteBuffer.wrap(outcome.text().getBytes(StandardCharsets.UTF_8)), true, most);
        }
    }
}
