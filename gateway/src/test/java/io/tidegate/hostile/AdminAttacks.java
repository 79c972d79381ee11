package io.tidegate.hostile;

import java.util.stream.Stream;

/** Requests to the admin API from who may not make them. */
final class AdminAttacks {
    private static final String OURS = "Authorization: Bearer " + Victim.TOKEN + "\r\n";

    private AdminAttacks() {}

    static Stream<Attack> all() {
        return Stream.of(
                admin("no token", "401", "GET /api/v1/sessions", ""),
                admin(
                        "a wrong token",
                        "401",
                        "GET /api/v1/sessions",
                        "Authorization: Bearer another-token-of-enough\r\n"),
                admin("half the token", "401", "GET /api/v1/sessions", "Authorization: Bearer a-token-of-en\r\n"),
                admin("the token in the query", "401", "GET /api/v1/sessions?token=" + Victim.TOKEN, ""),
                admin("a write without a token", "401", "DELETE /api/v1/sessions?all=true", ""),
                admin(
                        "a page elsewhere that writes",
                        "403",
                        "DELETE /api/v1/sessions?all=true",
                        OURS + "Origin: https://evil.example\r\n"),
                admin(
                        "a form that writes",
                        "415",
                        "POST /api/v1/config",
                        OURS + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n",
                        "a=b"),
                admin(
                        "a configuration of 2 MiB",
                        "413",
                        "POST /api/v1/config",
                        OURS + "Content-Type: application/yaml\r\nContent-Length: 2097152\r\n",
                        "a".repeat(2 << 20)),
                admin("a field of 1 MiB", "431", "GET /healthz", OURS + "A: " + "a".repeat(1 << 20) + "\r\n"),
                admin("a way up in the path", "400", "GET /api/v1/../../../etc/passwd", OURS),
                admin("an escaped way up", "404", "GET /api/v1/%2e%2e/%2e%2e/etc/passwd", OURS),
                admin("TRACE", "405", "TRACE /healthz", OURS),
                admin(
                        "two lengths",
                        "400",
                        "POST /api/v1/reload",
                        OURS + "Content-Length: 0\r\nContent-Length: 40\r\n"));
    }

    private static Attack admin(String name, String expected, String line, String fields) {
        return admin(name, expected, line, fields, "");
    }

    private static Attack admin(String name, String expected, String line, String fields, String body) {
        return Attack.single(
                "admin: " + name,
                expected,
                victim -> Victim.status(
                        victim.admin(),
                        line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + fields + "\r\n" + body));
    }
}
