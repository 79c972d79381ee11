package io.tidegate.filter.address;

import io.tidegate.config.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Blocks of addresses, however many: a look-up takes the logarithm of their number. Immutable. */
final class AddressSet {
    private static final int BYTES = 16;

    private final byte[][] first;
    private final byte[][] last;

    AddressSet(Collection<Cidr> blocks) {
        List<byte[][]> kept = new ArrayList<>();
        List<byte[][]> sorted = blocks.stream()
                .map(AddressSet::ends)
                .sorted(Comparator.<byte[][], byte[]>comparing(ends -> ends[0], Arrays::compareUnsigned)
                        .thenComparing(ends -> ends[1], (one, other) -> Arrays.compareUnsigned(other, one)))
                .toList();
        for (byte[][] ends :
                sorted) { // blocks are nested or apart, and the widest of those that begin together is first
            if (kept.isEmpty() || Arrays.compareUnsigned(ends[1], kept.getLast()[1]) > 0) {
                kept.add(ends);
            }
        }
        first = kept.stream().map(ends -> ends[0]).toArray(byte[][]::new);
        last = kept.stream().map(ends -> ends[1]).toArray(byte[][]::new);
    }

    boolean contains(InetAddress address) {
        byte[] wanted = wide(address.getAddress());
        int found = Arrays.binarySearch(first, wanted, Arrays::compareUnsigned);
        int before = found >= 0 ? found : -found - 2;
        return before >= 0 && Arrays.compareUnsigned(wanted, last[before]) <= 0;
    }

    /** The first and the last address of a block. */
    private static byte[][] ends(Cidr block) {
        byte[] network = block.network().getAddress();
        byte[] low = wide(network);
        byte[] high = low.clone();
        for (int bit = (BYTES - network.length) * 8 + block.prefixBits(); bit < BYTES * 8; bit++) {
            int mask = 0x80 >> (bit % 8);
            low[bit / 8] &= (byte) ~mask;
            high[bit / 8] |= (byte) mask;
        }
        return new byte[][] {low, high};
    }

    /** Both families in one line: IPv4 as IPv6 has it (RFC 4291, 2.5.5.2). */
    private static byte[] wide(byte[] address) {
        if (address.length == BYTES) {
            return address;
        }
        byte[] mapped = new byte[BYTES];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(address, 0, mapped, BYTES - address.length, address.length);
        return mapped;
    }
}
