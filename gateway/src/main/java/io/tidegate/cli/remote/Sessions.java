package io.tidegate.cli.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Sessions that were listed, all pages together.
 *
 * @param total those that match, listed or not
 */
public record Sessions(List<JsonNode> sessions, long total) {
    private static final int PAGE = 1000;

    /**
     * Follows the pages.
     *
     * @param filter by the API's parameters
     * @param most sessions to list
     */
    public static Sessions list(AdminApi api, Map<String, String> filter, int most) {
        List<JsonNode> sessions = new ArrayList<>();
        String cursor = null;
        long total;
        do {
            JsonNode page = api.get(path(filter, Math.min(PAGE, most - sessions.size()), cursor));
            page.path("sessions").forEach(sessions::add);
            total = page.path("total").asLong();
            cursor = page.path("cursor").asString(null);
        } while (cursor != null && sessions.size() < most);
        return new Sessions(sessions, total);
    }

    private static ApiPath path(Map<String, String> filter, int limit, @Nullable String cursor) {
        return filtered(ApiPath.of("sessions"), filter).with("limit", limit).with("cursor", cursor);
    }

    /** With these parameters. */
    public static ApiPath filtered(ApiPath path, Map<String, String> filter) {
        ApiPath filtered = path;
        for (Map.Entry<String, String> parameter : filter.entrySet()) {
            filtered = filtered.with(parameter.getKey(), parameter.getValue());
        }
        return filtered;
    }
}
