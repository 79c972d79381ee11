package io.tidegate.upstream;

import io.netty.util.NetUtil;
import io.tidegate.config.EndpointConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The name in one entry of an upstream, and what is known of it. Says once when that changes. Shared by resolver threads. */
final class ResolvedName {
    private static final Logger LOG = LoggerFactory.getLogger(ResolvedName.class);

    private final Upstream upstream;
    private final EndpointConfig entry;
    private final NameLookup lookup;
    private List<InetAddress> addresses = List.of();
    private volatile boolean failing; // also written while a lookup holds the lock

    ResolvedName(Upstream upstream, EndpointConfig entry, NameLookup lookup) {
        this.upstream = upstream;
        this.entry = entry;
        this.lookup = lookup;
    }

    Upstream upstream() {
        return upstream;
    }

    /** Asks anew and hands a changed answer to the upstream; after a failure the last addresses stay. */
    synchronized void resolve() {
        try {
            onAnswer(lookup.addresses(entry.hostName()));
        } catch (UnknownHostException e) {
            onFailure();
        } catch (RuntimeException e) {
            LOG.error("upstream {}: resolving {} failed", upstream.name(), entry.hostName(), e); // the next try is due
        }
    }

    /** The start goes on without an answer. */
    void onLate() {
        failing = true;
        LOG.warn(
                "upstream {}: {} is not resolved yet; it counts as down until it is",
                upstream.name(),
                entry.hostName());
    }

    private void onAnswer(List<InetAddress> answer) {
        List<InetAddress> found = answer.stream()
                .distinct()
                .sorted(Comparator.comparing(InetAddress::getAddress, ResolvedName::compare)) // DNS rotates them
                .toList();
        boolean changed = !found.equals(addresses);
        if (failing || (changed && !addresses.isEmpty())) {
            LOG.info("upstream {}: {} resolves to {}", upstream.name(), entry.hostName(), text(found));
        }
        failing = false;
        if (changed) {
            addresses = found;
            upstream.resolve(entry, found);
        }
    }

    private void onFailure() {
        if (!failing) {
            LOG.warn(
                    "upstream {}: {} cannot be resolved; {}",
                    upstream.name(),
                    entry.hostName(),
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
