package io.tidegate.control;

/** Whether the gateway is about to end. Shared. */
public final class Draining {
    private volatile boolean begun;

    public boolean hasBegun() {
        return begun;
    }

    /** Returns false if it had begun before. */
    synchronized boolean begin() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /**
     * Takes {@code step}, which no drain gets into the middle of.
     *
     * @return false if a drain has begun: nothing was done
     */
    synchronized boolean unlessBegun(Runnable step) {
        if (begun) {
            return false;
        }
        step.run();
        return true;
    }
}
