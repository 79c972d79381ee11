package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PrincipalTest {
    private final Principal ann = new Principal(
            "ann",
            Set.of("admin"),
            Map.of(
                    "tenant",
                    "acme",
                    "level",
                    3,
                    "verified",
                    true,
                    "realm_access",
                    Map.of("roles", List.of("a", "b"), "x/y~z", "odd"),
                    "https://example.com/plan",
                    "gold"),
            "jwt",
            null);

    @Test
    void aClaimIsFoundByItsNameOrByAPointer() {
        assertThat(ann.claim("tenant")).isEqualTo("acme");
        assertThat(ann.claim("https://example.com/plan")).isEqualTo("gold");
        assertThat(ann.claim("/tenant")).isEqualTo("acme");
        assertThat(ann.claim("/realm_access/roles/1")).isEqualTo("b");
        assertThat(ann.claim("/realm_access/x~1y~0z")).isEqualTo("odd");
    }

    @Test
    void aPointerThatLeadsNowhereFindsNothing() {
        assertThat(ann.claim("/realm_access/roles/2")).isNull();
        assertThat(ann.claim("/realm_access/roles/01")).isNull();
        assertThat(ann.claim("/realm_access/none/deeper")).isNull();
        assertThat(ann.claim("/tenant/deeper")).isNull();
        assertThat(ann.claim("none")).isNull();
    }

    @Test
    void onlyWhatIsOneValueHasAText() {
        assertThat(ann.claimText("level")).isEqualTo("3");
        assertThat(ann.claimText("verified")).isEqualTo("true");
        assertThat(ann.claimText("realm_access")).isNull();
        assertThat(ann.claimText("none")).isNull();
    }

    @Test
    void itsTextTellsNoRolesAndNoClaims() {
        assertThat(ann).hasToString("Principal[subject=ann, method=jwt]");
    }

    @Test
    void nobodyIsNoPrincipal() {
        assertThatThrownBy(() -> new Principal("", Set.of(), Map.of(), "jwt", null))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
