package io.tidegate.e2e;

import io.tidegate.filter.Admission;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.HandshakeFilter;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Principal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Believes what a client says of itself: {@code X-Subject}, {@code X-Roles} and {@code X-Claim-NAME}. */
public final class KnownFilter implements FilterType<KnownFilter.Config> {
    private static final String CLAIM = "X-Claim-";

    /** No settings. */
    public record Config() {}

    @Override
    public String name() {
        return "known";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        HandshakeFilter filter = handshake -> {
            HeaderList headers = handshake.headers();
            Map<String, Object> claims = new HashMap<>();
            for (HeaderList.Field field : headers.fields()) {
                if (field.name().startsWith(CLAIM)) {
                    claims.put(field.name().substring(CLAIM.length()), field.value());
                }
            }
            String subject = headers.get("X-Subject");
            String roles = headers.get("X-Roles");
            if (subject != null) {
                Set<String> all = roles == null ? Set.of() : Set.of(roles.split(" "));
                handshake.identity().is(new Principal(subject, all, claims, "known", null));
            }
            return Admission.Pass.ADMIT;
        };
        return session -> filter;
    }
}
