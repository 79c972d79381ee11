package io.tidegate.filter.content;

import io.tidegate.config.Check;
import io.tidegate.filter.FaultLog;
import io.tidegate.filter.FilterContext;
import io.tidegate.filter.Message;
import io.tidegate.filter.MessageVerdict;
import io.tidegate.protocol.Side;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Answers a message at fault as configured, and logs it. Shared. */
public final class Objection {
    private static final int MOST_REPLY = 4096;
    private static final int MOST_POINTER = 120;
    private static final Pattern PLACE = Pattern.compile("\\{(pointer|rule)}");

    private final FaultLog log;
    private final Reaction reaction;
    private final String reply;
    private final MessageVerdict.Close close;

    /**
     * As configured.
     *
     * @param filter as the log calls it
     * @param reply null unless {@code reaction} is to reply
     * @param close what {@link Reaction#CLOSE} is
     */
    public Objection(String filter, Reaction reaction, @Nullable String reply, MessageVerdict.Close close) {
        this.log = new FaultLog(filter);
        this.reaction = reaction;
        this.reply = reply == null ? "" : reply;
        this.close = close;
    }

    /** The rules on the settings, for the record that has them. */
    public static void check(String reactionKey, Reaction reaction, @Nullable String reply) {
        Check.that(
                (reaction == Reaction.REPLY) == (reply != null),
                "reply must be given if " + reactionKey + " is reply, and only then");
        if (reply != null) {
            Check.between("reply", reply.length(), 1, MOST_REPLY);
        }
    }

    /** What becomes of {@code message}, now that the log knows. */
    public MessageVerdict to(Fault fault, Side from, Message message, FilterContext session) {
        String pointer = escaped(fault.pointer());
        String told = fault.detail().isEmpty() ? fault.rule() : fault.rule() + " (" + fault.detail() + ")";
        log.tell(session, from, message.id(), pointer, told);
        return switch (reaction) {
            case CLOSE -> close;
            case DROP -> MessageVerdict.Pass.DROP;
            case REPLY -> new MessageVerdict.Reply(Message.text(filledIn(pointer, fault.rule())));
        };
    }

    private String filledIn(String pointer, String rule) {
        return PLACE.matcher(reply)
                .replaceAll(place -> Matcher.quoteReplacement(place.group(1).equals("rule") ? rule : pointer));
    }

    /** Cut, and as within a JSON string: keys are the sender's choice. */
    private static String escaped(String pointer) {
        String cut = pointer.length() <= MOST_POINTER ? pointer : pointer.substring(0, MOST_POINTER) + "...";
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(cut));
    }
}
