package io.tidegate.hostile;

import static io.tidegate.hostile.Attack.single;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.tidegate.testing.Head;
import io.tidegate.testing.Upgrade;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/** Fields that say who somebody is, from somebody who is not. */
final class SpoofingAttacks {
    private static final String FORGED = "forged";
    private static final String REMOVED = "never seen";

    private SpoofingAttacks() {}

    static Stream<Attack> all() {
        return Stream.concat(fields(), senders());
    }

    private static Stream<Attack> fields() {
        return Stream.of(
                spoof("the client's address", "X-Forwarded-For", "x_forwarded_for", "X-FORWARDED_FOR"),
                spoof("the scheme", "X-Forwarded-Proto", "x_forwarded_proto"),
                spoof("the host", "X-Forwarded-Host", "X_Forwarded_Host"),
                spoof("any other forwarding field", "X-Forwarded-User", "X-Forwarded-Port", "X-Forwarded-Ssl"),
                spoof("the real address", "X-Real-IP", "x_real_ip", "True-Client-IP", "X-Client-IP"),
                spoof("RFC 7239", "Forwarded", "forwarded"),
                spoof("the session's id", "Tidegate-Session", "tidegate_session", "TIDEGATE-Anything"),
                spoof("the request's id in another spelling", "x_request_id", "X_Request-Id"),
                spoof("a field that a filter sets", "X-User-Id", "x_user_id", "X-USER_ID"),
                spoof("a field that a filter removes", "X-Internal", "x_internal"),
                spoof("a field that is for one hop", "Proxy-Authorization", "Proxy-Connection", "TE", "Keep-Alive"),
                single("spoofing: our fields named in Connection", "they stay", victim -> {
                    Head seen = victim.seen(Upgrade.to("/identity/named")
                            .replacing("Connection", "Upgrade, X-User-Id, X-Forwarded-For, Tidegate-Session"));
                    boolean stay = seen.header("X-User-Id").equals("ours")
                            && seen.header("X-Forwarded-For").equals("127.0.0.1")
                            && !seen.header("Tidegate-Session").isEmpty();
                    return stay ? "they stay" : seen.toString();
                }),
                single("spoofing: the endpoint's key", "a fresh one", victim -> {
                    String key = victim.seen(Upgrade.to("/identity/key")).header("Sec-WebSocket-Key");
                    return key.equals(Upgrade.KEY) ? key : "a fresh one";
                }));
    }

    private static Stream<Attack> senders() {
        return Stream.of(
                single("spoofing: left of a trusted proxy's word", "the proxy's word", victim -> {
                    Head seen = victim.seen(
                            victim.trusting(),
                            Upgrade.to("/identity/left").with("X-Forwarded-For", "6.6.6.6, 203.0.113.9"));
                    victim.gateway().endings().of("/identity/left");
                    boolean right = seen.header("X-Forwarded-For").endsWith("203.0.113.9, 127.0.0.1")
                            && victim.log().stream()
                                    .filter(line -> line.contains("/identity/left"))
                                    .allMatch(line -> line.contains("\"client\":\"203.0.113.9\""));
                    return right ? "the proxy's word" : seen.toString();
                }),
                single(
                        "spoofing: PROXY protocol where none is spoken",
                        "400",
                        victim -> victim.answer("PROXY TCP4 6.6.6.6 10.0.0.1 1 2\r\n"
                                + new String(Upgrade.to("/").bytes(), ISO_8859_1))),
                single(
                        "spoofing: PROXY protocol from elsewhere",
                        "gone",
                        victim -> Victim.answer(
                                victim.proxied(),
                                "PROXY TCP4 10.0.0.9 10.0.0.1 1 2\r\n"
                                        + new String(Upgrade.to("/").bytes(), ISO_8859_1))),
                origin("no page", "403"),
                origin("another page", "403", "https://evil.example"),
                origin("a page whose name begins alike", "403", "https://app.example.com.evil.example"),
                origin("a page with another scheme", "403", "http://app.example.com"),
                origin("a sandboxed page", "403", "null"),
                origin("two pages", "403", "https://app.example.com", "https://evil.example"),
                origin("the page itself", "101", "https://app.example.com"));
    }

    /** With {@code forged} as the value of all these. */
    private static Attack spoof(String name, String... fields) {
        return single("spoofing: " + name, REMOVED, victim -> {
            Upgrade request = Upgrade.to("/identity/" + fields[0].toLowerCase(Locale.ROOT));
            Arrays.stream(fields).forEach(field -> request.with(field, FORGED));
            Head seen = victim.seen(request);
            boolean removed = seen.headers().fields().stream()
                    .noneMatch(field -> field.value().contains(FORGED));
            return removed ? REMOVED : seen.toString();
        });
    }

    private static Attack origin(String name, String expected, String... origins) {
        return single("cross-site: " + name, expected, victim -> {
            Upgrade request = Upgrade.to("/guarded/page");
            Arrays.stream(origins).forEach(origin -> request.with("Origin", origin));
            return victim.answer(request);
        });
    }
}
