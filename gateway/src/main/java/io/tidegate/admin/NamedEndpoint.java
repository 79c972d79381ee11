package io.tidegate.admin;

import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.tidegate.upstream.Endpoint;
import io.tidegate.upstream.Upstream;
import io.tidegate.upstream.Upstreams;

/** What a request's path names, under {@code upstream} and {@code endpoint}; 404 if it is not there. */
final class NamedEndpoint {
    private NamedEndpoint() {}

    static Upstream upstream(Upstreams upstreams, Context request) {
        Upstream upstream = upstreams.find(request.pathParam("upstream"));
        if (upstream == null) {
            throw new HttpResponseException(404, "There is no upstream of this name.");
        }
        return upstream;
    }

    static Endpoint endpoint(Upstream upstream, Context request) {
        String id = request.pathParam("endpoint");
        return upstream.endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new HttpResponseException(404, "There is no endpoint of this id in the upstream."));
    }
}
