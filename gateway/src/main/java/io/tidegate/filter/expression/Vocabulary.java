package io.tidegate.filter.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What an expression may ask for, by name. */
public enum Vocabulary {
    /** When a client comes: who it is, and its request. */
    REQUEST,
    /** When a message comes: the same, the message, and its session. */
    MESSAGE;

    /** In the order in which they are explained. */
    public Set<String> names() {
        return types().keySet();
    }

    /** The types of all names. */
    Map<String, CelType> types() {
        Map<String, CelType> all = new LinkedHashMap<>();
        if (this == MESSAGE) {
            all.put("message", SimpleType.DYN);
            all.put("text", SimpleType.STRING);
            all.put("size", SimpleType.INT);
            all.put("binary", SimpleType.BOOL);
            all.put("from", SimpleType.STRING);
            all.put("session.id", SimpleType.STRING);
        }
        addRequest(all);
        return Collections.unmodifiableMap(all);
    }

    private static void addRequest(Map<String, CelType> all) {
        CelType texts = ListType.create(SimpleType.STRING);
        CelType textByName = MapType.create(SimpleType.STRING, SimpleType.STRING);
        all.put("principal.subject", SimpleType.STRING);
        all.put("principal.roles", texts);
        all.put("principal.scope", texts);
        all.put("principal.claims", MapType.create(SimpleType.STRING, SimpleType.DYN));
        all.put("principal.method", SimpleType.STRING);
        all.put("path", SimpleType.STRING);
        all.put("segments", textByName);
        all.put("host", SimpleType.STRING);
        all.put("headers", textByName);
        all.put("query", textByName);
        all.put("subprotocols", texts);
        all.put("listener", SimpleType.STRING);
        all.put("secure", SimpleType.BOOL);
        all.put("client", SimpleType.STRING);
    }
}
