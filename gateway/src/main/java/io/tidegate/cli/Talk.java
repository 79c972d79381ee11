package io.tidegate.cli;

import io.tidegate.cli.dial.CloseWords;
import io.tidegate.cli.dial.Conversation;
import io.tidegate.cli.dial.Conversation.Event;
import io.tidegate.cli.dial.Step;
import io.tidegate.protocol.CloseCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lines that are sent, and messages that are shown, until one side closes. */
final class Talk {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{Cc}&&[^\\n\\t]]");
    private static final Duration TICK = Duration.ofMillis(50);
    private static final long FOR_A_CLOSE = 2_000_000_000L;
    private static final Set<Integer> GOOD = Set.of(CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NO_STATUS);

    /**
     * How it is shown.
     *
     * @param terminal whether somebody reads: nothing that a server sends moves the cursor
     * @param pretty whether JSON is laid out
     * @param quiet whether nothing but messages is shown
     */
    record Style(boolean terminal, boolean pretty, boolean quiet) {}

    /**
     * When things are done by themselves.
     *
     * @param linger how long it must be quiet after the end of the input, until we close
     * @param ping between two pings; zero for none
     */
    record Times(Duration linger, Duration ping) {}

    private final Conversation conversation;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Style style;
    private final Times times;
    private volatile boolean inputEnded;
    private volatile long lastNanos = System.nanoTime();
    private volatile long pingedNanos = System.nanoTime();
    private long closingNanos;

    Talk(Conversation conversation, PrintWriter out, PrintWriter err, Style style, Times times) {
        this.conversation = conversation;
        this.out = out;
        this.err = err;
        this.style = style;
        this.times = times;
    }

    /**
     * Returns when it is closed.
     *
     * @param input lines to send; read by a thread of its own, which cannot be interrupted
     * @param commands whether a line that begins with a slash is one
     * @return the exit code
     */
    int run(BufferedReader input, boolean commands) {
        Thread.ofPlatform().daemon().name("tidegate-input").start(() -> read(input, commands));
        try {
            while (true) {
                Event event = conversation.next(TICK);
                if (event instanceof Event.Closed closed) {
                    return onClosed(closed);
                }
                if (event instanceof Event.Lost(String why)) {
                    err.println(why);
                    return ExitCode.FAILURES;
                }
                if (event != null) {
                    show(event);
                } else if (!goesOn()) {
                    err.println("no answer to our Close in time");
                    return ExitCode.FAILURES;
                }
            }
        } finally {
            conversation.release();
        }
    }

    private boolean goesOn() {
        long now = System.nanoTime();
        if (conversation.isClosing()) {
            closingNanos = closingNanos == 0 ? now : closingNanos;
            return now - closingNanos < FOR_A_CLOSE;
        }
        if (inputEnded && now - lastNanos >= times.linger().toNanos()) {
            conversation.close(CloseCode.NORMAL, "");
        } else if (!times.ping().isZero() && now - pingedNanos >= times.ping().toNanos()) {
            ping("");
        }
        return true;
    }

    private void read(BufferedReader input, boolean commands) {
        try {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (commands && line.startsWith("/")) {
                    obey(line.substring(1));
                } else {
                    conversation.text(line);
                }
                lastNanos = System.nanoTime();
            }
        } catch (IOException e) {
            note("the input cannot be read: " + e.getMessage());
        }
        lastNanos = System.nanoTime();
        inputEnded = true;
    }

    private void obey(String command) {
        String[] words = command.split(" ", 3);
        switch (words[0]) {
            case "ping" -> ping(command.substring(4).strip());
            case "close" -> close(words);
            case "binary" -> binary(command.substring(6));
            case "" -> note("a line that begins with // is sent with one slash");
            default -> {
                if (command.startsWith("/")) {
                    conversation.text(command);
                } else {
                    note(
                            "/ping [TEXT], /close [CODE [REASON]], /binary HEX, //TEXT to send /TEXT; the end of input closes");
                }
            }
        }
    }

    private void ping(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > 125) {
            note("a ping has at most 125 bytes");
            return;
        }
        pingedNanos = System.nanoTime();
        conversation.ping(payload);
    }

    private void close(String... words) {
        String code = words.length > 1 ? words[1] : String.valueOf(CloseCode.NORMAL);
        if (!code.matches("\\d{4}") || !CloseCode.isValid(Integer.parseInt(code))) {
            note("a close code that may be sent is 1000 to 1003, 1007 to 1014 or 3000 to 4999, got " + code);
            return;
        }
        conversation.close(Integer.parseInt(code), words.length > 2 ? words[2] : "");
    }

    private void binary(String hex) {
        try {
            conversation.binary(HexFormat.of().parseHex(hex.replace(" ", "")));
        } catch (IllegalArgumentException e) {
            note("/binary needs bytes in hex, such as 00 ff 7e");
        }
    }

    private void show(Event event) {
        switch (event) {
            case Event.Message(boolean text, byte[] payload) -> {
                lastNanos = System.nanoTime();
                out.println((style.terminal() ? "< " : "") + (text ? textOf(payload) : hexOf(payload)));
                out.flush();
            }
            case Event.Ping(byte[] payload) ->
                note("ping" + (payload.length == 0 ? "" : " " + textOf(payload)) + ", answered");
            case Event.Pong _ -> note("pong after " + Step.time(System.nanoTime() - pingedNanos));
            case Event.Closed _, Event.Lost _ -> throw new IllegalStateException("the end is not shown here");
        }
    }

    private String textOf(byte[] payload) {
        String text = new String(payload, StandardCharsets.UTF_8);
        String shown = style.pretty() ? pretty(text) : text;
        return style.terminal() ? CONTROL_CHARACTER.matcher(shown).replaceAll("?") : shown;
    }

    private static String pretty(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return json.isContainer() ? json.toPrettyString() : text;
        } catch (JacksonException e) {
            return text;
        }
    }

    private static String hexOf(byte[] payload) {
        return "binary, " + payload.length + " bytes: "
                + HexFormat.ofDelimiter(" ").formatHex(payload);
    }

    private int onClosed(Event.Closed closed) {
        boolean ours = closed.answersOurs();
        String reason = closed.reason().isEmpty()
                ? ""
                : ", \"" + CONTROL_CHARACTER.matcher(closed.reason()).replaceAll("?") + "\"";
        note((ours ? "closed, the server answers " : "closed by the server: ") + closed.code() + reason + " ("
                + CloseWords.of(closed.code()) + ")");
        return ours || GOOD.contains(closed.code()) ? ExitCode.OK : ExitCode.FAILURES;
    }

    private void note(String text) {
        if (!style.quiet()) {
            err.println(text);
            err.flush();
        }
    }
}
