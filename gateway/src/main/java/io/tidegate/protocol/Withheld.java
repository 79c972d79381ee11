package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of a request goes no further than the gateway, besides header fields. Confined. */
public final class Withheld {
    private List<String> queryParameters = List.of(); // most requests go on as they are
    private List<String> cookies = List.of();
    private List<String> subprotocols = List.of();
    private @Nullable String marker;

    /** Every parameter of that name. */
    public void queryParameter(String name) {
        queryParameters = with(queryParameters, name);
    }

    /** Every cookie of that name. */
    public void cookie(String name) {
        cookies = with(cookies, name);
    }

    /**
     * A token that was offered as a subprotocol, as pages have to do it, and the one before it that says so.
     *
     * @param offeredMarker the client gets it where the endpoint chooses no subprotocol: a browser must see one of those that it
     *     offered
     */
    public void subprotocolToken(String offeredMarker, String token) {
        subprotocols = List.of(offeredMarker, token);
        marker = offeredMarker;
    }

    /** The names of cookies. */
    public List<String> cookies() {
        return cookies;
    }

    /** What stands for the subprotocol where the endpoint has chosen none; null for nothing. */
    public @Nullable String marker() {
        return marker;
    }

    @Nullable
    String queryWithout(@Nullable String query) {
        return query == null ? null : QueryParameters.without(query, queryParameters);
    }

    List<String> subprotocolsOf(List<String> offered) {
        return subprotocols.isEmpty()
                ? offered
                : offered.stream()
                        .filter(subprotocol -> !subprotocols.contains(subprotocol))
                        .toList();
    }

    private static List<String> with(List<String> names, String name) {
        List<String> more = new ArrayList<>(names);
        more.add(name);
        return more;
    }
}
