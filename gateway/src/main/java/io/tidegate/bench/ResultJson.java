package io.tidegate.bench;

import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** A result as one JSON object on one line; every key is always there. */
public final class ResultJson {
    private ResultJson() {}

    public static String of(BenchResult result) {
        return JsonMapper.builder()
                .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .build()
                .writeValueAsString(result);
    }
}
