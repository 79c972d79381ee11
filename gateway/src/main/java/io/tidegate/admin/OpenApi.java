package io.tidegate.admin;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Describes the admin API by OpenAPI 3.1, for generators and validators. Read when it is asked for, which is rare. Shared. */
final class OpenApi {
    private static final String PATH = "/api/v1/openapi.json";

    private final String version;

    /** @param version of Tidegate, which is that of the description */
    OpenApi(String version) {
        this.version = version;
    }

    void addTo(RoutesConfig routes) {
        routes.get(PATH, this::describe);
    }

    private void describe(Context request) throws IOException {
        QueryArguments.of(request, List.of());
        request.contentType("application/json").result(description().toString());
    }

    private ObjectNode description() throws IOException {
        try (InputStream file = Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.yaml"))) {
            ObjectNode description = (ObjectNode) YAMLMapper.builder().build().readTree(file);
            ((ObjectNode) description.required("info")).put("version", version);
            return description;
        }
    }
}
