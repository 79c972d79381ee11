package io.tidegate.filter.authenticate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.filter.auth.mint.OwnKeys;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Handshakes;
import io.tidegate.protocol.Principal;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForwardTest {
    private static final ForwardConfig CONFIG = new ForwardConfig(
            "X-User-Id",
            "X-User-Roles",
            Map.of("email", "X-User-Email", "/org/name", "X-Org", "groups", "X-Groups", "org", "X-Whole"),
            null);

    @Test
    void theFieldsSayWhatTheConfigurationWants() {
        var ann = new Principal(
                "ann",
                new LinkedHashSet<>(List.of("user", "admin")),
                Map.of("email", "a@x.org", "org", Map.of("name", "Acme Inc"), "groups", List.of("a", 7)),
                "jwt",
                null);

        Handshake handshake = told(ann);

        assertThat(handshake.toEndpoint().get("X-User-Id")).isEqualTo("ann");
        assertThat(handshake.toEndpoint().get("X-User-Roles")).isEqualTo("user,admin");
        assertThat(handshake.toEndpoint().get("X-User-Email")).isEqualTo("a@x.org");
        assertThat(handshake.toEndpoint().get("X-Org")).isEqualTo("Acme Inc");
        assertThat(handshake.toEndpoint().get("X-Groups")).isEqualTo("a,7");
        assertThat(handshake.toEndpoint().get("X-Whole")).isNull(); // has no text
    }

    @Test
    void whatIsNotKnownIsNotSaidByTheClientEither() {
        Handshake handshake = told(new Principal("ann", Set.of(), Map.of(), "jwt", null));

        assertThat(handshake.toEndpoint().get("X-User-Roles")).isNull();
        assertThat(handshake.removedToEndpoint())
                .containsExactlyInAnyOrder("X-User-Id", "X-User-Roles", "X-User-Email", "X-Org", "X-Groups", "X-Whole");
    }

    @Test
    void nothingInAValueCanPassForALineOrAnotherValue() {
        assertThat(Forward.encoded("a\r\nX-Admin: 1", false)).isEqualTo("a%0D%0AX-Admin: 1");
        assertThat(Forward.encoded("a,b", false)).isEqualTo("a,b");
        assertThat(Forward.encoded("user,admin", true)).isEqualTo("user%2Cadmin");
        assertThat(Forward.encoded(" admin ", false)).isEqualTo("%20admin%20");
        assertThat(Forward.encoded("ad min", true)).isEqualTo("ad%20min");
        assertThat(Forward.encoded("100%25", false)).isEqualTo("100%2525");
        assertThat(Forward.encoded("Zoë\u0000", false)).isEqualTo("Zo%C3%AB%00");
    }

    private static Handshake told(Principal principal) {
        var forward = new Forward(CONFIG, new OwnKeys(Clock.systemUTC()));
        Handshake handshake = Handshakes.to("/").build();
        forward.clear(handshake);
        forward.tell(handshake, principal);
        return handshake;
    }
}
