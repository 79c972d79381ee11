package io.tidegate.cli.remote;

import java.util.List;

/** A question to the admin API that was not answered as hoped: not reached, not allowed, not there, refused. */
public final class ApiFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final List<String> lines;
    private final boolean refused;

    private ApiFailure(List<String> lines, boolean refused) {
        super(lines.getFirst());
        this.lines = List.copyOf(lines);
        this.refused = refused;
    }

    static ApiFailure of(String line) {
        return new ApiFailure(List.of(line), false);
    }

    /** @param lines what is wrong with the question, or with the configuration that it was about */
    static ApiFailure refusal(List<String> lines) {
        return new ApiFailure(lines, true);
    }

    /** For whoever asked; at least one. */
    public List<String> lines() {
        return lines;
    }

    /** Whether arguments or a configuration were refused, so that asking again would not help. */
    public boolean refused() {
        return refused;
    }
}
