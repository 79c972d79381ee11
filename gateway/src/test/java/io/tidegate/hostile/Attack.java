package io.tidegate.hostile;

/**
 * What an attacker does, and what must come of it.
 *
 * @param expected the status, the close code, {@code gone} for an end without a word, or what else must be seen
 * @param mebibytes by which the gateway may grow
 */
record Attack(String name, String expected, int mebibytes, Deed deed) {
    /** For one attacker. */
    static final int LITTLE = 16;

    /** For many at once. */
    static final int MORE = 32;

    /** Attacks, and tells what came of it. */
    interface Deed {
        String on(Victim victim) throws Exception;
    }

    /** By one client. */
    static Attack single(String name, String expected, Deed deed) {
        return new Attack(name, expected, LITTLE, deed);
    }

    /** By many clients, or with much. */
    static Attack flood(String name, String expected, Deed deed) {
        return new Attack(name, expected, MORE, deed);
    }

    /** A request on the plain listener, each character a byte. */
    static Attack request(String name, String expected, String text) {
        return single(name, expected, victim -> victim.answer(text));
    }

    @Override
    public String toString() {
        return name;
    }
}
