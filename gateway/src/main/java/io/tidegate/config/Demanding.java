package io.tidegate.config;

/** Settings of a filter that judges by what others have to provide. */
public interface Demanding {
    /** Whether it asks who the client is, which a filter before it has to find out. */
    default boolean asksForPrincipal() {
        return false;
    }

    /** Whether it knows clients by their certificates, which a listener has to ask for. */
    default boolean asksForCertificate() {
        return false;
    }
}
