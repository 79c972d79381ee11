package io.tidegate.store;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;

/**
 * Members that this node has in sets of Redis, each for {@link #MILLIS} from the last renewal: what a node that died had is no longer
 * counted then, and a Redis that lost its data has all of it again with the next renewal. Shared.
 */
public final class Leases {
    /** A member is counted for so long after it was entered or renewed. */
    public static final long MILLIS = 60_000;

    static final long RENEWAL_NANOS = 20_000_000_000L;

    private static final Script RENEW = Script.of(Leases.class, "renew.lua");
    private static final Script RELEASE = Script.of(Leases.class, "release.lua");
    private static final int MOST_AT_ONCE = 500;

    private final SharedStore store;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();

    private record Lease(String set, String member) {}

    Leases(SharedStore store) {
        this.store = store;
    }

    /** Is renewed from now on; whoever calls has entered it, or it is entered with the next renewal. */
    public void hold(String set, String member) {
        held.add(new Lease(set, member));
    }

    /** Is renewed no longer, and leaves the set. */
    public void release(String set, String member) {
        held.remove(new Lease(set, member));
        var _ = store.run(RELEASE, List.of(set), List.of(member)); // without an answer it ends by itself
    }

    /** Enters all anew. Blocks until that is done, or there is no answer. */
    void renew() throws InterruptedException {
        Iterator<Lease> all = held.iterator();
        boolean answers = true;
        while (all.hasNext() && answers) {
            List<Lease> some = new ArrayList<>();
            while (all.hasNext() && some.size() < MOST_AT_ONCE) {
                some.add(all.next());
            }
            answers = renew(some);
        }
    }

    private boolean renew(List<Lease> some) throws InterruptedException {
        List<String> arguments = new ArrayList<>();
        arguments.add(Long.toString(MILLIS));
        some.forEach(lease -> arguments.add(lease.member()));
        try {
            store.run(RENEW, some.stream().map(Lease::set).toList(), arguments)
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            return false; // which the store has told
        }
        some.stream().filter(lease -> !held.contains(lease)).forEach(lease -> release(lease.set(), lease.member()));
        return true;
    }
}
