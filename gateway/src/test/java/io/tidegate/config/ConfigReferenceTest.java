package io.tidegate.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.tidegate.filter.FilterTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The reference page and the editors' schema say what the records say. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the sources are read once
class ConfigReferenceTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Path RESOURCES = Path.of("src/test/resources/config");
    private static final String WRITE = "mvn -pl gateway test -Dtest=ConfigReferenceTest -Ddocs.write=true";

    private final RecordDocs docs = new RecordDocs();
    private final SortedMap<String, Class<? extends Record>> filters = filters();

    @Test
    void thePageIsTheOneThatTheRecordsMake() throws IOException {
        String intro = Files.readString(RESOURCES.resolve("configuration-intro.md"))
                .replace("%s", example().stripTrailing());

        requireWritten(DOCS.resolve("configuration.md"), ReferencePage.of(docs, intro, filters));
    }

    @Test
    void theSchemaIsTheOneThatTheRecordsMake() throws IOException {
        requireWritten(DOCS.resolve("tidegate.schema.json"), EditorSchema.of(docs, filters));
    }

    @Test
    void theExampleIsReadWithoutFaultsOrWarnings() throws IOException {
        ConfigSource source = Reading.source(example())
                .withEnvironment(Map.of("STICKY_SECRET", "0123456789abcdef", "ADMIN_TOKEN", "0123456789abcdef"));

        assertThat(ConfigReader.check(source, FilterTypes.load(), parts -> {}).warnings())
                .isEmpty();
    }

    @Test
    void theExampleFitsTheSchema() throws IOException {
        assertThat(schema().validate(example(), InputFormat.YAML)).isEmpty();
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() {
        String yaml = Reading.GOOD.replace("upstream: app", "upstrem: app\n    max-age: 5\n    mode: off");

        assertThat(schema().validate(yaml, InputFormat.YAML))
                .extracting(error -> error.getInstanceLocation().toString())
                .contains("/routes/app", "/routes/app/max-age", "/routes/app/mode");
    }

    private Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(EditorSchema.of(docs, filters));
    }

    private static String example() throws IOException {
        return Files.readString(RESOURCES.resolve("example.yaml"));
    }

    private static SortedMap<String, Class<? extends Record>> filters() {
        FilterTypes types = FilterTypes.load();
        SortedMap<String, Class<? extends Record>> filters = new TreeMap<>();
        types.names().forEach(name -> filters.put(name, types.configType(name)));
        return filters;
    }

    private static void requireWritten(Path file, String text) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        }
        assertThat(file).as("written by " + WRITE).content().isEqualTo(text);
    }
}
