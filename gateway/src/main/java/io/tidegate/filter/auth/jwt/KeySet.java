package io.tidegate.filter.auth.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of an issuer at one time. Shared, immutable.
 *
 * @param keys that verify; at least one
 */
record KeySet(List<VerificationKey> keys) {
    private static final int MOST_KEYS = 100;
    private static final int MOST_TRIED = 8;

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * Reads a published set (RFC 7517, 5); what is not for verifying in it is left out.
     *
     * @throws ParseException if it is none, or nothing in it verifies; its message says why, and nothing of the text
     */
    static KeySet parse(String text) throws ParseException {
        List<JWK> published;
        try {
            published = JWKSet.parse(text).getKeys();
        } catch (ParseException | IllegalArgumentException e) {
            throw new ParseException("it is no JSON Web Key Set", 0);
        }
        if (published.size() > MOST_KEYS) {
            throw new ParseException("it has more than " + MOST_KEYS + " keys", 0);
        }
        List<VerificationKey> keys = new ArrayList<>(published.size());
        for (JWK key : published) {
            VerificationKey verifying = VerificationKey.of(key);
            if (verifying != null) {
                keys.add(verifying);
            }
        }
        if (keys.isEmpty()) {
            throw new ParseException("none of its " + published.size() + " keys verifies", 0);
        }
        return new KeySet(keys);
    }

    /** Those that a token with that header may be signed with; a bounded number, whatever the token says. */
    List<VerificationKey> candidates(JWSHeader header) {
        List<VerificationKey> candidates = new ArrayList<>(2);
        for (VerificationKey key : keys) {
            if (candidates.size() < MOST_TRIED && key.fits(header)) {
                candidates.add(key);
            }
        }
        return candidates;
    }
}
