package io.tidegate.filter.expression;

import io.tidegate.filter.FilterContext;
import io.tidegate.filter.SessionKeys;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.Identity;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What expressions may ask of an open session, whatever its messages say: its id, who the client is now, and of the request what
 * they ask. Confined.
 *
 * @param identity who the client is, as it changes
 * @param request what is known of the request
 */
public record SessionFacts(String sessionId, Identity identity, Facts request) implements Facts {
    /**
     * Of a session for which a filter is made. Of the request there is what {@code expressions} ask, and what was asked when it was
     * there: a session that a reload finds open has no more.
     */
    public static SessionFacts of(FilterContext context, Collection<Expression> expressions) {
        return of(context.sessionId(), context.keys(), expressions);
    }

    /** Of a session whose handshake is held by {@code keys}, or was. */
    public static SessionFacts of(String sessionId, SessionKeys keys, Collection<Expression> expressions) {
        Handshake handshake = keys.handshake();
        if (handshake != null) {
            keys.remember(new RequestFacts(handshake, keys.segments()).kept(expressions));
        }
        Map<String, Object> remembered = keys.remembered();
        return new SessionFacts(sessionId, keys.identity(), (name, _) -> remembered.get(name));
    }

    /** Of a session that holds its handshake. */
    public static SessionFacts whileHeld(String sessionId, Handshake handshake, Map<String, String> segments) {
        return new SessionFacts(sessionId, handshake.identity(), new RequestFacts(handshake, segments));
    }

    @Override
    public @Nullable Object find(String name, Part part) {
        if (name.startsWith(PrincipalFacts.PREFIX)) {
            return new PrincipalFacts(identity.principal()).find(name, part);
        }
        return name.equals("session.id") ? sessionId : request.find(name, part);
    }
}
