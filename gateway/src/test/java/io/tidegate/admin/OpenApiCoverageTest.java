package io.tidegate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.ApiDescription;
import io.tidegate.testing.ApiDescription.Operation;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The description of the admin API has all that is served, and nothing else. */
class OpenApiCoverageTest {
    private final AdminFixture admin = new AdminFixture();
    private ApiDescription description;

    @BeforeEach
    void read() throws Exception {
        description = new ApiDescription(admin.get("/api/v1/openapi.json").body());
    }

    @AfterEach
    void close() {
        admin.close();
    }

    @Test
    void whatIsServedIsDescribedAndWhatIsDescribedIsServed() throws Exception {
        List<String> served = admin.server.operations().stream()
                .map(operation -> operation.replace('<', '{').replace('>', '}'))
                .toList();

        assertThat(description.operations())
                .extracting(operation -> operation.method() + " " + operation.path())
                .containsExactlyInAnyOrderElementsOf(served);
    }

    @Test
    void itIsJsonOfTheGatewaysVersion() throws Exception {
        HttpResponse<String> answer = admin.get("/api/v1/openapi.json");

        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(description.root().path("openapi").asString()).startsWith("3.1.");
        assertThat(description.root().at("/info/version").asString()).isEqualTo("1.2.3");
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasANameOfItsOwn() {
        assertThat(description.danglingReferences()).isEmpty();
        assertThat(description.operations())
                .extracting(Operation::id)
                .doesNotHaveDuplicates()
                .doesNotContain("");
    }

    @Test
    void everyOperationSaysWhomItRefuses() {
        for (Operation operation : description.operations()) {
            JsonNode described = description.root().at(operation.at());
            boolean forEverybody =
                    described.has("security") && described.get("security").isEmpty();

            assertThat(described.get("responses").has("401")).as(operation.id()).isNotEqualTo(forEverybody);
            assertThat(described.get("responses").has("403"))
                    .as(operation.id())
                    .isNotEqualTo(operation.method().equals("GET"));
        }
    }
}
