package io.tidegate.protocol;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's valid upgrade request, as routes and filters see it. Confined to the client's event loop.
 *
 * @param sessionId ours, unique, sent on as {@code Tidegate-Session}
 * @param listener the listener's name
 * @param client the client's address, from PROXY protocol or a trusted forwarding header where configured
 * @param hop who connected to us, or whom PROXY protocol names in its place
 * @param clientTrusted whether that hop is a trusted proxy, whose forwarding headers are appended to
 * @param secure whether the client came over TLS
 * @param certificate the client's own, verified by the listener; null if it has shown none or none was asked for
 * @param host the {@code Host} field without port, lower case; may be empty only where the client sent an empty one
 * @param path normalised: no {@code .}, {@code ..}, {@code //}; what is matched and forwarded
 * @param query the query without {@code ?}, unchanged, or null
 * @param headers the request's fields as received
 * @param subprotocols offered, in the client's order
 * @param toEndpoint fields that filters set on the request to the endpoint, over what the client sent
 * @param removedToEndpoint names of fields that filters remove from the request to the endpoint
 * @param toClient fields that filters add to the 101 answer
 * @param withheld what filters keep from the endpoint, besides header fields
 * @param identity who the client is, once a filter knows
 */
public record Handshake(
        String sessionId,
        String listener,
        InetSocketAddress client,
        InetSocketAddress hop,
        boolean clientTrusted,
        boolean secure,
        @Nullable X509Certificate certificate,
        String host,
        String path,
        @Nullable String query,
        HeaderList headers,
        List<String> subprotocols,
        HeaderList toEndpoint,
        List<String> removedToEndpoint,
        HeaderList toClient,
        Withheld withheld,
        Identity identity) {

    /**
     * The same request, made anew by who offers other things; what filters set on it is a copy, and nothing is for the client.
     *
     * @param subprotocol the only one; null for none
     * @param deflate the only extension; null for none
     */
    public Handshake offering(@Nullable String subprotocol, @Nullable PerMessageDeflate deflate) {
        HeaderList fields = headers.copy();
        fields.remove("Sec-WebSocket-Extensions");
        if (deflate != null) {
            fields.add("Sec-WebSocket-Extensions", deflate.toString());
        }
        return new Handshake(
                sessionId,
                listener,
                client,
                hop,
                clientTrusted,
                secure,
                certificate,
                host,
                path,
                query,
                fields,
                subprotocol == null ? List.of() : List.of(subprotocol),
                toEndpoint.copy(),
                List.copyOf(removedToEndpoint),
                new HeaderList(),
                withheld,
                identity);
    }

    /** Subject of the verified client certificate (RFC 2253), or null. */
    public @Nullable String certificateSubject() {
        return certificate == null
                ? null
                : certificate.getSubjectX500Principal().getName();
    }

    /** First value of a query parameter, percent-decoded ({@code +} is a space), or null. */
    public @Nullable String queryParameter(String name) {
        return QueryParameters.first(query, name);
    }

    /** As {@link #queryParameter}, all values in order; one that is badly escaped is empty. */
    public List<String> queryParameters(String name) {
        return QueryParameters.all(query, name);
    }

    /** Value of a cookie, or null. Cookies of a repeated name: the first. */
    public @Nullable String cookie(String name) {
        return Cookies.first(headers, name);
    }

    /** As {@link #cookie}, all values in order. */
    public List<String> cookies(String name) {
        return Cookies.all(headers, name);
    }

    /** The query as the endpoint gets it: less what filters withhold. */
    public @Nullable String queryToEndpoint() {
        return withheld.queryWithout(query);
    }

    /** The subprotocols that the endpoint is offered, by its own names: less what filters withhold. */
    public List<String> subprotocolsToEndpoint() {
        return subprotocols.isEmpty()
                ? subprotocols
                : List.copyOf(withheld.subprotocolsOf(subprotocols).keySet());
    }

    /** What the client calls the one of {@link #subprotocolsToEndpoint} that the endpoint has chosen; null if it has chosen none. */
    public @Nullable String clientsNameOf(@Nullable String chosen) {
        return chosen == null ? null : withheld.subprotocolsOf(subprotocols).get(chosen);
    }
}
