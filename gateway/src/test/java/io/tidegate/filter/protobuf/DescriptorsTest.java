package io.tidegate.filter.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto.Label;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MessageOptions;
import io.tidegate.config.ConfigException;
import io.tidegate.filter.content.ContentFilters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused when the configuration is read: descriptor sets, and names that are not in them. */
class DescriptorsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            to-endpoint: { type: test.Iner }                    | to-endpoint.type must be a message type of src/test/resources/protobuf/everything.binpb, got test.Iner; there are test.ByColor, test.ByNumber,
            to-client: { type: test.Color }                     | to-client.type must be a message type of
            to-endpoint: { oneof: test.Inner }                  | to-endpoint.oneof must be a type with one oneof, got test.Inner with 0
            to-endpoint: { by-first-byte: { 256: test.Inner } } | to-endpoint.by-first-byte.256 must be a number from 0 to 255, got 256
            to-endpoint: { by-first-byte: { 1: test.Inner, 2: test.Inner } } | to-endpoint.by-first-byte.2 must be a type that no other byte has, got test.Inner as of 1
            to-endpoint: { by-first-byte: { 1: test.Nobody } }  | to-endpoint.by-first-byte.1 must be a message type of
            to-endpoint: { by-field: { envelope: test.No, field: kind, payload: body, types: { a: test.Inner } } } | to-endpoint.by-field.envelope must be a message type of
            to-endpoint: { by-field: { envelope: test.ByText, field: sort, payload: body, types: { a: test.Inner } } } | to-endpoint.by-field.field must be a field of test.ByText, got sort
            to-endpoint: { by-field: { envelope: test.ByText, field: body, payload: body, types: { a: test.Inner } } } | to-endpoint.by-field.field must be a string, a whole number or an enum value, got body
            to-endpoint: { by-field: { envelope: test.ByText, field: kind, payload: id, types: { a: test.Inner } } } | to-endpoint.by-field.payload must be a field of bytes, got id
            to-endpoint: { by-field: { envelope: test.ByText, field: kind, payload: body, types: { a: test.Nobody } } } | to-endpoint.by-field.types.a must be a message type of
            to-endpoint: { by-field: { envelope: test.ByColor, field: kind, payload: body, types: { PINK: test.Inner } } } | to-endpoint.by-field.types.PINK must be a value of test.Color, got PINK
            to-endpoint: { by-field: { envelope: test.ByNumber, field: kind, payload: body, types: { x: test.Inner } } } | to-endpoint.by-field.types.x must be a whole number, got x
            to-endpoint: { by-field: { envelope: test.ByText, field: kind, payload: body, types: {} } } | to-endpoint.by-field.types must list at least one type
            to-endpoint: {}                                     | to-endpoint must have one of type, oneof, by-first-byte and by-field, got 0 of them
            to-endpoint: { type: test.Inner, oneof: test.Either } | to-endpoint must have one of type, oneof, by-first-byte and by-field, got 2 of them
            names: json                                         | to-endpoint or to-client must be given
            to-endpoint: { type: test.Inner }, max-depth: 0     | max-depth must be between 1 and 200, got 0
            to-endpoint: { type: test.Inner }, max-size: 0B     | max-size must be between 1B and 16MiB, got 0B
            to-endpoint: { type: test.Inner }, reply: x         | reply must be given if on-fault is reply, and only then
            to-endpoint: { type: test.Inner }, client: text     | client must be json or binary, got text
            """)
    void settingsThatMakeNoSenseAreRefused(String settings, String fault) {
        assertThatThrownBy(() -> Protos.filter(settings))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("protobuf")
                .hasMessageContaining(fault);
    }

    @Test
    void allThatIsWrongWithBothDirectionsIsToldAtOnce() {
        assertThatThrownBy(() -> Protos.filter("to-endpoint: { type: a }, to-client: { oneof: b }"))
                .hasMessageContaining("protobuf.to-endpoint.type must be a message type")
                .hasMessageContaining("protobuf.to-client.oneof must be a message type");
    }

    @Test
    void aSetWithoutAFileThatIsImportedIsRefusedWithWhatToDo() throws IOException {
        FileDescriptorSet.Builder whole = set("everything.binpb").toBuilder();
        for (int i = 0; i < whole.getFileCount(); i++) {
            if (whole.getFile(i).getName().equals("google/protobuf/timestamp.proto")) {
                whole.removeFile(i);
            }
        }

        assertRefused(
                whole.build(),
                "protobuf.descriptors must have all files that are imported (protoc --include_imports"
                        + " --descriptor_set_out=FILE), got ",
                "bad.binpb without google/protobuf/timestamp.proto, which everything.proto imports");
    }

    @Test
    void aFileThatIsNoSetIsRefusedWithWhatToDo() throws IOException {
        Files.copy(Protos.FOLDER.resolve("everything.proto"), folder.resolve("bad.binpb"));

        assertRefused(
                "protobuf.descriptors must be a descriptor set (protoc --include_imports --descriptor_set_out=FILE)");
    }

    @Test
    void anEmptyFileAndOneThatIsNotThereAreRefused() throws IOException {
        assertRefused("protobuf.descriptors must be a file that can be read: ", "bad.binpb does not exist");

        Files.createFile(folder.resolve("bad.binpb"));

        assertRefused("protobuf.descriptors must be a descriptor set", ", which has no file");
    }

    @Test
    void aSetThatIsNotSoundIsRefused() throws IOException {
        FieldDescriptorProto field = field("of", FieldDescriptorProto.Type.TYPE_MESSAGE)
                .setTypeName(".a.Nobody")
                .build();

        assertRefused(ofOne("a", "Type", field, false), "protobuf.descriptors must be valid, got ", "Nobody");
    }

    @Test
    void filesThatImportEachOtherAreRefused() throws IOException {
        FileDescriptorSet circle = FileDescriptorSet.newBuilder()
                .addFile(FileDescriptorProto.newBuilder().setName("a.proto").addDependency("b.proto"))
                .addFile(FileDescriptorProto.newBuilder().setName("b.proto").addDependency("a.proto"))
                .build();

        assertRefused(circle, "protobuf.descriptors must have no imports in a circle, got ", "[a.proto, b.proto]");
    }

    @Test
    void aWellKnownTypeWithOtherFieldsIsRefused() throws IOException {
        FieldDescriptorProto field =
                field("seconds", FieldDescriptorProto.Type.TYPE_STRING).build();

        assertRefused(
                ofOne("google.protobuf", "Timestamp", field, false),
                "protobuf.descriptors must have google.protobuf.Timestamp as Google defines it (1 INT64, 2 INT32), got 1 STRING");
    }

    @Test
    void aTypeThatIsWrittenInAnotherWayIsRefused() throws IOException {
        FieldDescriptorProto field =
                field("a", FieldDescriptorProto.Type.TYPE_STRING).build();

        assertRefused(
                ofOne("a", "Type", field, true),
                "protobuf.descriptors must have no message_set_wire_format, got it for a.Type");
    }

    private void assertRefused(FileDescriptorSet set, String... parts) throws IOException {
        Files.write(folder.resolve("bad.binpb"), set.toByteArray());
        assertRefused(parts);
    }

    private void assertRefused(String... parts) {
        assertThatThrownBy(() -> ContentFilters.of(
                        "protobuf: { descriptors: bad.binpb, to-endpoint: { type: test.Inner } }", folder))
                .isInstanceOf(ConfigException.class)
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(parts));
    }

    private static FileDescriptorSet set(String name) throws IOException {
        return FileDescriptorSet.parseFrom(Files.readAllBytes(Protos.FOLDER.resolve(name)));
    }

    private static FieldDescriptorProto.Builder field(String name, FieldDescriptorProto.Type type) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(1)
                .setType(type)
                .setLabel(Label.LABEL_OPTIONAL);
    }

    private static FileDescriptorSet ofOne(String scope, String name, FieldDescriptorProto field, boolean messageSet) {
        DescriptorProto type = DescriptorProto.newBuilder()
                .setName(name)
                .setOptions(MessageOptions.newBuilder().setMessageSetWireFormat(messageSet))
                .addField(field)
                .build();
        FileDescriptorProto file = FileDescriptorProto.newBuilder()
                .setName("a.proto")
                .setPackage(scope)
                .addMessageType(type)
                .build();
        return FileDescriptorSet.newBuilder().addFile(file).build();
    }
}
