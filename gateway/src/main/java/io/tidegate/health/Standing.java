package io.tidegate.health;

/** Whether an endpoint is up, by the checks that passed and failed in a row. Confined. */
final class Standing {
    private final int rise;
    private final int fall;
    private boolean up;
    private int against; // results in a row that speak against it

    /** @param up what it starts as */
    Standing(int rise, int fall, boolean up) {
        this.rise = rise;
        this.fall = fall;
        this.up = up;
    }

    boolean isUp() {
        return up;
    }

    /** Notes a result; returns whether that turned it. */
    boolean turnedBy(boolean passed) {
        against = passed == up ? 0 : against + 1;
        if (against < (up ? fall : rise)) {
            return false;
        }
        up = !up;
        against = 0;
        return true;
    }
}
