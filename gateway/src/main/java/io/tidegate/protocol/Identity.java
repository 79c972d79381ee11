package io.tidegate.protocol;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who a session's client is, as far as filters have found out. Confined. */
public final class Identity {
    private @Nullable Principal principal;
    private @Nullable Supplier<HeaderList.Field> introduction;
    private boolean originAllowed;

    /** Null as long as no filter knows. */
    @HotPath
    public @Nullable Principal principal() {
        return principal;
    }

    /** In place of what was known before. */
    public void is(Principal known) {
        principal = known;
    }

    /**
     * Adds a field to each request to an endpoint, unless a filter sets one of that name.
     *
     * @param field tells the endpoint who the client is; asked anew for each request
     */
    public void introducedBy(Supplier<HeaderList.Field> field) {
        introduction = field;
    }

    /** What tells an endpoint who the client is; null for nothing. */
    public HeaderList.@Nullable Field introduction() {
        return introduction == null ? null : introduction.get();
    }

    /** Whether a filter has let in the page that the request comes from. */
    public boolean isOriginAllowed() {
        return originAllowed;
    }

    /** The page that the request comes from may open sessions. */
    public void originIsAllowed() {
        originAllowed = true;
    }
}
