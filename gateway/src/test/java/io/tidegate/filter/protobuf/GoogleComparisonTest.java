package io.tidegate.filter.protobuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import io.tidegate.filter.Message;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Google's own translation says the same of random messages, whole and broken. */
class GoogleComparisonTest {
    private static final int MESSAGES = 1_000;
    private static final int BROKEN = 5_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Descriptor type = Protos.descriptor("test.Everything");
    private final Translation ours = Protos.translation("test.Everything", Protos.USUAL);
    private final TypeRegistry registry = TypeRegistry.newBuilder().add(type).build();
    private final JsonFormat.Printer printer =
            JsonFormat.printer().usingTypeRegistry(registry).omittingInsignificantWhitespace();
    private final JsonFormat.Parser parser = JsonFormat.parser().usingTypeRegistry(registry);

    @Test
    void bothSayTheSameOfRandomMessages() throws Exception {
        var random = new RandomMessages(20261122);
        for (int i = 0; i < MESSAGES; i++) {
            DynamicMessage message = random.next(type);
            String theirs = printer.print(message);

            String text = ours.toJson(Message.binary(message.toByteArray())).text();
            byte[] wire = ours.toBinary(Message.text(theirs)).bytes();

            assertThat(JSON.readTree(text)).as(theirs).isEqualTo(JSON.readTree(theirs));
            assertThat(DynamicMessage.parseFrom(type, wire)).as(theirs).isEqualTo(message);
            assertThat(parsed(text)).as(text).isEqualTo(message);
        }
    }

    @Test
    void bothSayTheSameOfDefaultsAndOfNamesAsInTheFile() throws Exception {
        var random = new RandomMessages(7);
        Translation verbose = Protos.translation("test.Everything", new Options(true, true, false, 100, 16 << 20));
        JsonFormat.Printer theirVerbose =
                printer.alwaysPrintFieldsWithNoPresence().preservingProtoFieldNames();
        for (int i = 0; i < MESSAGES / 4; i++) {
            DynamicMessage message = random.next(type);

            JsonNode text = JSON.readTree(
                    verbose.toJson(Message.binary(message.toByteArray())).text());

            assertThat(text).isEqualTo(JSON.readTree(theirVerbose.print(message)));
        }
    }

    @Test
    void whatWeMakeOfBrokenBytesTheyMakeOfThemToo() throws Exception {
        var random = new RandomMessages(8);
        var dice = new Random(8);
        int read = 0;
        for (int i = 0; i < BROKEN; i++) {
            byte[] bytes = random.next(type).toByteArray();
            damage(bytes, dice);
            String text = textOf(bytes);
            String theirs = text == null ? null : theirs(bytes);
            if (theirs != null) {
                read++;
                assertThat(JSON.readTree(text)).isEqualTo(JSON.readTree(theirs));
            }
        }
        assertThat(read).isGreaterThan(BROKEN / 20);
    }

    @Test
    void whatWeTakeOfBrokenTextsTheyTakeToo() throws Exception {
        var random = new RandomMessages(9);
        var dice = new Random(9);
        int read = 0;
        for (int i = 0; i < BROKEN; i++) {
            byte[] bytes = printer.print(random.next(type)).getBytes(StandardCharsets.UTF_8);
            damage(bytes, dice);
            String text = new String(bytes, StandardCharsets.UTF_8);
            byte[] wire = wireOf(text);
            DynamicMessage theirs = wire == null ? null : parsedUnlessHuge(text);
            if (theirs != null) {
                read++;
                assertThat(DynamicMessage.parseFrom(type, wire)).as(text).isEqualTo(theirs);
            }
        }
        assertThat(read).isGreaterThan(BROKEN / 20);
    }

    /**
     * Null where they are stricter, for reasons that are known: bad UTF-8 in a value that does not count, since it comes again,
     * and an Any of nothing but unknown fields.
     */
    private @Nullable String theirs(byte[] bytes) throws InvalidProtocolBufferException {
        try {
            return printer.print(DynamicMessage.parseFrom(type, bytes));
        } catch (InvalidProtocolBufferException e) {
            assertThat(e.getMessage()).isIn("Protocol message had invalid UTF-8.", "Invalid type url found: ");
            return null;
        }
    }

    private static void damage(byte[] bytes, Random dice) {
        for (int i = dice.nextInt(3); i >= 0 && bytes.length > 0; i--) {
            int at = dice.nextInt(bytes.length);
            bytes[at] = dice.nextBoolean() ? (byte) dice.nextInt(256) : bytes[dice.nextInt(bytes.length)];
        }
    }

    private @Nullable String textOf(byte[] bytes) {
        try {
            return ours.toJson(Message.binary(bytes)).text();
        } catch (Untranslatable e) {
            return null;
        }
    }

    private byte @Nullable [] wireOf(String text) {
        try {
            return ours.toBinary(Message.text(text)).bytes();
        } catch (Untranslatable e) {
            return null;
        }
    }

    /** Null for a zero with an exponent beyond 32 bits, which they do not read. */
    private @Nullable DynamicMessage parsedUnlessHuge(String json) throws InvalidProtocolBufferException {
        try {
            return parsed(json);
        } catch (InvalidProtocolBufferException e) {
            assertThat(e.getMessage()).matches("Not an? .* value: -?0[eE]\\d{10,}");
            return null;
        }
    }

    private DynamicMessage parsed(String json) throws InvalidProtocolBufferException {
        DynamicMessage.Builder builder = DynamicMessage.newBuilder(type);
        parser.merge(json, builder);
        return builder.build();
    }
}
