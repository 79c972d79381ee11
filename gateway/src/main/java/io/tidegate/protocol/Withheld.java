package io.tidegate.protocol;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What of a request goes no further than the gateway, or by another name, besides header fields. Confined. */
public final class Withheld {
    private List<String> queryParameters = List.of(); // most requests go on as they are
    private List<String> cookies = List.of();
    private List<String> subprotocols = List.of();
    private List<Function<String, @Nullable String>> subprotocolNames = List.of();
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

    /** The endpoint is offered each subprotocol under the name that {@code names} gives it; none where that is null. */
    public void renameSubprotocols(Function<String, @Nullable String> names) {
        subprotocolNames = with(subprotocolNames, names);
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

    /** What the endpoint is offered, by its names, each with the client's own: of several for one, that which stands first. */
    SequencedMap<String, String> subprotocolsOf(List<String> offered) {
        SequencedMap<String, String> byEndpointsName = new LinkedHashMap<>();
        for (String own : offered) {
            String name = subprotocols.contains(own) ? null : nameAtEndpoint(own);
            if (name != null) {
                byEndpointsName.putIfAbsent(name, own);
            }
        }
        return byEndpointsName;
    }

    private @Nullable String nameAtEndpoint(String own) {
        String name = own;
        for (Function<String, @Nullable String> names : subprotocolNames) {
            name = name == null ? null : names.apply(name);
        }
        return name;
    }

    private static <T> List<T> with(List<T> known, T another) {
        List<T> more = new ArrayList<>(known);
        more.add(another);
        return more;
    }
}
