package com.example.tidegate;

import io.tidegate.config.Check;
import io.tidegate.config.Default;
import io.tidegate.filter.Filter;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.FilterFactory;
import io.tidegate.filter.FilterType;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageFilter;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Asks a service of yours about each text of a client: it lets the text pass, changes it, or answers in place of the endpoint. */
public final class Review implements FilterType<Review.Config> {
    private static final int MOST_BYTES = 1 << 20;

    /**
     * Settings of {@code review}.
     *
     * @param url where each text is posted: 204 lets it pass, 200 has another one for the endpoint, 403 one for the client
     * @param timeout how long the service may take; 10 ms to 60 s
     * @param onFailure what becomes of a text on which it does not answer so
     */
    public record Config(
            URI url,
            @Default("1s") Duration timeout,
            @Default("refuse") OnFailure onFailure) {
        public Config {
            Check.that(
                    "https".equals(url.getScheme()) || "http".equals(url.getScheme()),
                    "url must be an address like https://host/path, got " + url);
            Check.between("timeout", timeout, Duration.ofMillis(10), Duration.ofSeconds(60));
        }
    }

    /** What becomes of a text that nobody has judged. */
    public enum OnFailure {
        PASS,
        REFUSE
    }

    @Override
    public String name() {
        return "review";
    }

    @Override
    public Class<Config> configType() {
        return Config.class;
    }

    @Override
    public FilterFactory configure(Config config) {
        return new Reviewing(config);
    }

    /** Of one place in the configuration: all its sessions share one client, and its connections. */
    private static final class Reviewing implements FilterFactory {
        private final Config config;
        private volatile HttpClient client;

        Reviewing(Config config) {
            this.config = config;
        }

        @Override
        public void start() {
            client = HttpClient.newBuilder().connectTimeout(config.timeout()).build();
        }

        @Override
        public void close() {
            client.shutdown(); // what is under way is still answered
        }

        @Override
        public boolean readsMessages() {
            return true;
        }

        @Override
        public Filter newFilter(FilterContext session) {
            return (MessageFilter) (from, message) -> from == Side.CLIENT && message.isText()
                    ? new MessageVerdict.Defer(ask(session, message))
                    : MessageVerdict.Pass.FORWARD;
        }

        private CompletionStage<MessageVerdict> ask(FilterContext session, Message message) {
            HttpRequest request = HttpRequest.newBuilder(config.url())
                    .timeout(config.timeout())
                    .header("Content-Type", "text/plain; charset=utf-8")
                    .header("Tidegate-Session", session.sessionId())
                    .POST(BodyPublishers.ofByteArray(message.bytes())) // a copy: the message is valid for this call only
                    .build();
            return client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES))
                    .thenApply(this::verdict)
                    .exceptionally(failure -> onFailure());
        }

        private MessageVerdict verdict(HttpResponse<String> answer) {
            return switch (answer.statusCode()) {
                case 204 -> MessageVerdict.Pass.FORWARD;
                case 200 -> new MessageVerdict.Replace(Message.text(answer.body()));
                case 403 -> new MessageVerdict.Reply(Message.text(answer.body()));
                default -> onFailure();
            };
        }

        private MessageVerdict onFailure() {
            return config.onFailure() == OnFailure.PASS
                    ? MessageVerdict.Pass.FORWARD
                    : new MessageVerdict.Reply(Message.text("not reviewed"));
        }
    }
}
