package io.tidegate.session.replay;

import io.tidegate.config.ReplayConfig;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.filter.MessageVerdict.Pass;
import io.tidegate.protocol.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subprotocol graphql-transport-ws: the greeting and the subscriptions are told to the next endpoint; of queries and
 * mutations under way the client hears that they failed, since nobody may run them twice. Confined.
 */
final class GraphQl implements Protocol {
    static final String SUBPROTOCOL = "graphql-transport-ws";

    private static final int GREETING = 0;
    private static final int OPERATION = 1;
    private static final MessageVerdict PONG = new MessageVerdict.Reply(pong());
    private static final String LOST =
            "The server was lost before it had answered. The operation may have been carried out, or not.";

    /** What is sent again must mean to everybody what it means here: no key twice. */
    private static final JsonMapper STRICT = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    private final Ledger ledger;
    private final Probe probe = new Probe();
    private int pongsOwed;

    GraphQl(ReplayConfig config, Room room) {
        this.ledger = new Ledger(config.messages(), config.bytes(), room);
    }

    @Override
    public MessageVerdict onMessage(Side from, Message message) {
        probe.on(message);
        String type = probe.at("/type");
        if (type == null) {
            return Pass.FORWARD;
        }
        return from == Side.CLIENT ? onClient(type, message) : onEndpoint(type);
    }

    @Override
    public Parting onLoss() {
        List<Message> tell = new ArrayList<>();
        int abandoned = 0;
        for (; pongsOwed > 0; pongsOwed--) {
            tell.add(pong());
        }
        for (Entry entry : ledger.sent()) {
            if (entry.message() == null) {
                String id = entry.place().key();
                tell.add(entry.isAnswered() ? complete(id) : error(id));
                abandoned += entry.isAnswered() ? 0 : 1;
                ledger.forget(OPERATION, id);
            }
        }
        return new Parting(tell, abandoned);
    }

    @Override
    public boolean isAwaited() {
        return ledger.sent().stream().anyMatch(entry -> entry.message() == null && !entry.isAnswered());
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    private MessageVerdict onClient(String type, Message message) {
        switch (type) {
            case "connection_init" -> greet(message);
            case "subscribe" -> subscribe(message);
            case "complete" -> forget();
            case "ping" -> {
                if (ledger.isHeld()) {
                    return PONG;
                }
                pongsOwed++;
            }
            default -> {}
        }
        return Pass.FORWARD;
    }

    private MessageVerdict onEndpoint(String type) {
        switch (type) {
            case "connection_ack" -> {
                Entry greeting = ledger.get(GREETING, "");
                boolean known = greeting != null && greeting.isAwaited() && !greeting.answer();
                return known ? Pass.DROP : Pass.FORWARD;
            }
            case "next" -> onResult();
            case "complete", "error" -> forget();
            case "pong" -> pongsOwed = Math.max(0, pongsOwed - 1);
            default -> {}
        }
        return Pass.FORWARD;
    }

    private void greet(Message message) {
        if (strict(message) != null) {
            ledger.put(GREETING, "", message.keep()).makeBarrier();
        }
    }

    private void subscribe(Message message) {
        String id = probe.at("/id");
        if (id != null) {
            boolean again = ledger.fits(message) && isSubscription(strict(message));
            ledger.put(OPERATION, id, again ? message.keep() : null);
        }
    }

    /** The result of a query is whole with one {@code next}, unless it says that more follows. */
    private void onResult() {
        String id = probe.at("/id");
        Entry entry = id == null ? null : ledger.get(OPERATION, id);
        if (entry != null && entry.message() == null && !"true".equals(probe.at("/payload/hasNext"))) {
            entry.answer();
        }
    }

    private void forget() {
        String id = probe.at("/id");
        if (id != null) {
            ledger.forget(OPERATION, id);
        }
    }

    private static boolean isSubscription(@Nullable JsonNode message) {
        if (message == null) {
            return false;
        }
        JsonNode payload = message.path("payload");
        String query = payload.path("query").stringValue(null);
        JsonNode name = payload.path("operationName");
        boolean named = !name.isMissingNode() && !name.isNull();
        return query != null
                && OperationKind.of(query, named ? name.stringValue("") : null) == OperationKind.SUBSCRIPTION;
    }

    private static @Nullable JsonNode strict(Message message) {
        try {
            return STRICT.readTree(message.bytes());
        } catch (JacksonException e) { // no JSON, or not of one meaning: then it is not sent again
            return null;
        }
    }

    private static Message pong() {
        return Message.text("{\"type\":\"pong\"}");
    }

    private static Message complete(String id) {
        return Message.text(
                STRICT.createObjectNode().put("id", id).put("type", "complete").toString());
    }

    private static Message error(String id) {
        ObjectNode error = STRICT.createObjectNode().put("id", id).put("type", "error");
        error.putArray("payload")
                .addObject()
                .put("message", LOST)
                .putObject("extensions")
                .put("code", "ENDPOINT_LOST");
        return Message.text(error.toString());
    }
}
