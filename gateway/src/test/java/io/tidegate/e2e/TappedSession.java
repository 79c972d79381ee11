package io.tidegate.e2e;

import io.tidegate.testing.Admin;
import io.tidegate.testing.EventStream;
import io.tidegate.testing.EventStream.Event;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.Settings;
import io.tidegate.testing.Upgrade;

/** A session to be tapped, with its peers and a gateway of its own that has an admin API. */
record TappedSession(GatewayFixture gateway, RawPeer client, RawPeer upstream) implements AutoCloseable {
    static TappedSession open(Settings settings, Upgrade request, RawEndpoint endpoint) {
        GatewayFixture gateway =
                GatewayFixture.start(settings.gateway("admin", Admin.ANY_PORT).route("close-timeout", "300ms"));
        return new TappedSession(gateway, RawPeer.open(gateway.address(), request), endpoint.next());
    }

    String id() {
        return client.head().header("Tidegate-Session");
    }

    /** @param wish the body of the request: which tap is wanted */
    EventStream tap(String wish) {
        return EventStream.post(gateway.gateway(), "/api/v1/sessions/" + id() + "/tap", wish);
    }

    /** An event with all that it says but its time. */
    static String told(Event event) {
        return event.name() + " "
                + event.data().toString().replaceAll("\"at\":\"[^\"]*\",", "").replace("\"", "");
    }

    @Override
    public void close() {
        client.close();
        gateway.awaitNoSession();
        gateway.close();
    }
}
