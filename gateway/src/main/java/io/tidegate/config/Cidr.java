package io.tidegate.config;

import java.net.InetAddress;

/**
 * A block of addresses, {@code 10.0.0.0/8}, {@code fd00::/8}, or one address.
 *
 * @param network the first address of the block
 * @param prefixBits 0 to 32, or 0 to 128
 */
public record Cidr(InetAddress network, int prefixBits) {
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        try {
            InetAddress network = InetAddress.ofLiteral(address);
            int bits = network.getAddress().length * 8;
            int prefix = slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1));
            Check.that(prefix >= 0 && prefix <= bits, "must have a prefix of at most " + bits + " bits, got " + text);
            return new Cidr(network, prefix);
        } catch (IllegalArgumentException e) {
            throw new ConfigException("must be an address or a block like 10.0.0.0/8 or fd00::/8, got " + text);
        }
    }

    /** Whether {@code text} is an address literal, without a prefix. */
    public static boolean isAddress(String text) {
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    public boolean contains(InetAddress address) {
        byte[] ours = network.getAddress();
        byte[] theirs = address.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        int whole = prefixBits / 8;
        for (int i = 0; i < whole; i++) {
            if (ours[i] != theirs[i]) {
                return false;
            }
        }
        int rest = prefixBits % 8;
        return rest == 0 || ((ours[whole] ^ theirs[whole]) & 0xFF) >> (8 - rest) == 0;
    }

    @Override
    public String toString() {
        return network.getHostAddress() + "/" + prefixBits;
    }
}
