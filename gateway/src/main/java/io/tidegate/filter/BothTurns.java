package io.tidegate.filter;

import java.util.concurrent.Executor;

/** Two that one frame waits for: the second one begins when the first has come. */
record BothTurns(Turn first, Turn second) implements Turn {
    @Override
    public void await(Executor loop, Runnable come) {
        first.await(loop, () -> second.await(loop, come));
    }

    @Override
    public void leave() {
        first.leave();
        second.leave();
    }
}
