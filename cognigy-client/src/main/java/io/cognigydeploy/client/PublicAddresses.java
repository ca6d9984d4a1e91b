package io.cognigydeploy.client;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The globally routable addresses, by the IANA registries of special-purpose addresses. All others belong to a private
 * network, to this machine or to nothing: private, shared, loopback, link-local, unique local, multicast, reserved or
 * unspecified. The predicates of {@link InetAddress} cover only some of those.
 */
final class PublicAddresses {

    private static final List<Range> NOT_PUBLIC_V4 = ranges(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3");

    private static final Range PUBLIC_V6 = range("2000::/3");
    // Protocol assignments with Teredo; documentation; 6to4, which has a v4 address inside; documentation.
    private static final List<Range> NOT_PUBLIC_V6 = ranges("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");
    private static final Range NAT64 = range("64:ff9b::/96");

    private record Range(BigInteger prefix, int size, int bits) {

        boolean has(byte[] address) {
            return address.length * 8 == size && shortened(address, size, bits).equals(prefix);
        }
    }

    private PublicAddresses() {}

    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return isPublicV4(bytes);
        }
        if (NAT64.has(bytes)) {
            return isPublicV4(Arrays.copyOfRange(bytes, 12, 16));
        }
        return PUBLIC_V6.has(bytes) && NOT_PUBLIC_V6.stream().noneMatch(range -> range.has(bytes));
    }

    private static boolean isPublicV4(byte[] bytes) {
        return NOT_PUBLIC_V4.stream().noneMatch(range -> range.has(bytes));
    }

    private static List<Range> ranges(String... texts) {
        return Arrays.stream(texts).map(PublicAddresses::range).toList();
    }

    private static Range range(String text) {
        String[] parts = text.split("/", 2);
        int bits = Integer.parseInt(parts[1]);
        try {
            byte[] address = InetAddress.getByName(parts[0]).getAddress();
            return new Range(shortened(address, address.length * 8, bits), address.length * 8, bits);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("An address in digits needs no lookup", e);
        }
    }

    private static BigInteger shortened(byte[] address, int size, int bits) {
        return new BigInteger(1, address).shiftRight(size - bits);
    }
}
