package io.tidegate.upstream;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A name among the endpoints of an upstream, and what is known of it. Says once when that changes. Shared by resolver threads. */
final class ResolvedName {
    private static final Logger LOG = LoggerFactory.getLogger(ResolvedName.class);

    private final Upstream upstream;
    private final String host;
    private final Duration interval;
    private final NameLookup lookup;
    private List<InetAddress> addresses;
    private volatile boolean failing; // also written while a lookup holds the lock

    ResolvedName(Upstream upstream, String host, Duration interval, NameLookup lookup) {
        this.upstream = upstream;
        this.host = host;
        this.interval = interval;
        this.lookup = lookup;
        this.addresses = upstream.addresses(host);
    }

    /** From the end of one look-up to the next. */
    Duration interval() {
        return interval;
    }

    /** Asks anew and hands a changed answer to the upstream; after a failure the last addresses stay. */
    synchronized void resolve() {
        try {
            List<InetAddress> answer = lookup.addresses(host);
            if (answer.isEmpty()) {
                onFailure();
            } else {
                onAnswer(answer);
            }
        } catch (UnknownHostException e) {
            onFailure();
        } catch (RuntimeException e) {
            LOG.error("upstream {}: resolving {} failed", upstream.name(), host, e); // the next try is due
        }
    }

    /** The start goes on without an answer. */
    void onLate() {
        failing = true;
        LOG.warn("upstream {}: {} is not resolved yet; it counts as down until it is", upstream.name(), host);
    }

    private void onAnswer(List<InetAddress> answer) {
        List<InetAddress> found = answer.stream()
                .distinct()
                .sorted(Comparator.comparing(InetAddress::getAddress, ResolvedName::compare)) // DNS rotates them
                .toList();
        boolean changed = !found.equals(addresses);
        if (failing || (changed && !addresses.isEmpty())) {
            LOG.info("upstream {}: {} resolves to {}", upstream.name(), host, text(found));
        }
        failing = false;
        if (changed) {
            addresses = found;
            upstream.resolve(host, found);
        }
    }

    private void onFailure() {
        if (!failing) {
            LOG.warn(
                    "upstream {}: {} cannot be resolved; {}",
                    upstream.name(),
                    host,
                    addresses.isEmpty() ? "it counts as down until it can" : "its last addresses stay");
        }
        failing = true;
    }

    /** IPv4 first. */
    private static int compare(byte[] a, byte[] b) {
        return a.length == b.length ? Arrays.compareUnsigned(a, b) : Integer.compare(a.length, b.length);
    }

    private static String text(List<InetAddress> addresses) {
        return addresses.stream().map(NetUtil::toAddressString).collect(Collectors.joining(", "));
    }
}
