package io.tidegate.session.replay;

import io.tidegate.filter.Message;
import java.util.List;

/**
 * What follows for the client from the loss of an endpoint.
 *
 * @param tell it is told this
 * @param abandoned operations that were under way and nobody finishes, which it is told among that
 */
public record Parting(List<Message> tell, int abandoned) {
    static final Parting SILENT = new Parting(List.of(), 0);

    public Parting {
        tell = List.copyOf(tell);
    }
}
