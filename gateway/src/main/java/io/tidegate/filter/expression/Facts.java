package io.tidegate.filter.expression;

import org.jspecify.annotations.Nullable;

/** What an expression asks for, by the names of its {@link Vocabulary}. */
@FunctionalInterface
public interface Facts {
    /**
     * The value of {@code name}, in types of CEL.
     *
     * @param part of it that is looked at: more need not be there
     * @return null where there is no such thing, so that the expression fails
     */
    @Nullable
    Object find(String name, Part part);
}
