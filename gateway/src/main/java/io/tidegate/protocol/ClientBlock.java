package io.tidegate.protocol;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * Whom an address stands for where clients are counted: an IPv4 address alone, an IPv6 address with all of its /64, which is what
 * one customer has to choose from.
 *
 * @param isV6 which family
 * @param bits all of an IPv4 address, the first half of an IPv6 one
 */
public record ClientBlock(boolean isV6, long bits) {
    /** That {@code address} belongs to. */
    public static ClientBlock of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.capacity() == 4
                ? new ClientBlock(false, Integer.toUnsignedLong(bytes.getInt()))
                : new ClientBlock(true, bytes.getLong());
    }

    /** {@code 192.0.2.7} or {@code 2001:db8:0:1:0:0:0:0/64}. */
    @Override
    public String toString() {
        ByteBuffer bytes = isV6
                ? ByteBuffer.allocate(16).putLong(bits)
                : ByteBuffer.allocate(4).putInt((int) bits);
        try {
            return InetAddress.getByAddress(bytes.array()).getHostAddress() + (isV6 ? "/64" : "");
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e); // only for a length that is neither family's
        }
    }
}
