package io.tidegate.filter.content;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.TokenStreamContext;

/** A place in a JSON text, compared with where a parser stands without making anything. Immutable. */
record Spot(List<String> segments) {
    Spot {
        segments = List.copyOf(segments);
    }

    /** @param pointer a valid JSON pointer */
    static Spot of(String pointer) {
        List<String> segments = new ArrayList<>();
        for (JsonPointer rest = JsonPointer.compile(pointer); !rest.matches(); rest = rest.tail()) {
            segments.add(rest.getMatchingProperty());
        }
        return new Spot(segments);
    }

    /** Whether the value in {@code place} is the one that is meant. */
    boolean is(TokenStreamContext place) {
        return place.getNestingDepth() == segments.size() && covers(place);
    }

    /** Whether the value in {@code place} is the one that is meant, or a part of it. */
    boolean covers(TokenStreamContext place) {
        TokenStreamContext at = place;
        for (int above = place.getNestingDepth() - segments.size(); above > 0; above--) {
            at = at.getParent();
        }
        for (int i = segments.size() - 1; i >= 0; i--) {
            if (at == null || !isAt(at, segments.get(i))) {
                return false;
            }
            at = at.getParent();
        }
        return true;
    }

    private static boolean isAt(TokenStreamContext place, String segment) {
        return place.inObject()
                ? segment.equals(place.currentName())
                : place.inArray() && segment.equals(Integer.toString(place.getCurrentIndex()));
    }
}
