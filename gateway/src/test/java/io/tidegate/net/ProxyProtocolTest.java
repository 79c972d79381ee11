package io.tidegate.net;

import static io.tidegate.net.RawClient.UPGRADE;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.protocol.Cause;
import io.tidegate.protocol.Ending;
import io.tidegate.protocol.Phase;
import io.tidegate.session.Arrival;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ProxyProtocolTest {
    private static final String SIGNATURE = "\r\n\r\n\u0000\r\nQUIT\n";
    private static final String V1 = "PROXY TCP4 192.0.2.1 10.0.0.1 5000 80\r\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"require", "accept"})
    void aHeaderNamesTheClient(String mode) throws Exception {
        try (Front front = front(mode, "127.0.0.0/8")) {
            assertThat(client(front, V1)).isEqualTo("192.0.2.1:5000");
            assertThat(client(front, "PROXY TCP6 2001:db8::1 ::1 5001 80\r\n")).isEqualTo("2001:db8:0:0:0:0:0:1:5001");
            assertThat(client(front, v2(0x21, 0x11, "192.0.2.2", "10.0.0.1", "")))
                    .isEqualTo("192.0.2.2:6000");
            assertThat(client(front, v2(0x21, 0x21, "2001:db8::2", "::1", ""))).isEqualTo("2001:db8:0:0:0:0:0:2:6000");
            assertThat(client(front, v2(0x21, 0x11, "192.0.2.3", "10.0.0.1", "\u0004\u0000\u0001x")))
                    .isEqualTo("192.0.2.3:6000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"require", "accept"})
    void aHeaderWithoutAClientKeepsThePeer(String mode) throws Exception {
        try (Front front = front(mode, "127.0.0.1")) {
            assertThat(client(front, "PROXY UNKNOWN\r\n")).startsWith("127.0.0.1:");
            assertThat(client(front, v2(0x20, 0x00, "", "", ""))).startsWith("127.0.0.1:");
            assertThat(client(front, v2(0x20, 0x11, "192.0.2.2", "10.0.0.1", "")))
                    .startsWith("127.0.0.1:");
            assertThat(client(front, v2(0x21, 0x31, "unix", "", ""))).startsWith("127.0.0.1:");
        }
    }

    @Test
    void theHeaderMayComeByteByByte() throws Exception {
        for (String mode : new String[] {"require", "accept"}) {
            try (Front front = front(mode, "127.0.0.1");
                    RawClient client = front.connect()) {
                for (char c : (V1 + UPGRADE).toCharArray()) {
                    client.send(String.valueOf(c));
                }

                Arrival arrival = front.awaitArrival();

                assertThat(arrival.handshake().client().getPort()).isEqualTo(5000);
                Front.dismiss(arrival);
            }
        }
    }

    @Test
    void aConnectionWithoutAHeaderIsTakenOnlyWhereItMay() throws Exception {
        try (Front front = front("accept", "127.0.0.1")) {
            assertThat(client(front, "")).startsWith("127.0.0.1:");
        }
        try (Front front = front("require", "127.0.0.1")) {
            assertThat(front.answer(UPGRADE)).isIn("", "<reset>");
            assertThat(front.awaitEndings(1)).allSatisfy(ProxyProtocolTest::isBadRequest);
        }
    }

    @Test
    void aHeaderFromElsewhereIsRefused() throws Exception {
        try (Front front = front("accept", "10.0.0.0/8")) {
            assertThat(front.answer(V1 + UPGRADE)).isIn("", "<reset>");
            assertThat(front.awaitEndings(1)).allSatisfy(ProxyProtocolTest::isBadRequest);
            assertThat(client(front, "")).startsWith("127.0.0.1:");
        }
        try (Front front = front("require", "10.0.0.0/8")) {
            assertThat(front.answer(V1 + UPGRADE)).isIn("", "<reset>");
            assertThat(front.awaitEndings(2)).allSatisfy(ProxyProtocolTest::isBadRequest);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.1 10.0.0.1 5000\r\n",
                "PROXY TCP4 192.0.2.999 10.0.0.1 5000 80\r\n",
                "PROXY TCP4 192.0.2.1 10.0.0.1 70000 80\r\n",
                "PROXY TCP6 192.0.2.1 10.0.0.1 5000 80\r\n",
                "PROXY SCTP 192.0.2.1 10.0.0.1 5000 80\r\n",
                "PROXY UNKNOWN xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
                SIGNATURE + "\u0031\u0011\u0000\u0000aaaa",
                SIGNATURE + "\u0023\u0011\u0000\u0000aaaa",
                SIGNATURE + "\u0021\u0011\u0000\u0002aaaa",
                SIGNATURE + "\u0021\u00ff\u0000\u0002aaaa"
            })
    void aHeaderThatMakesNoSenseEndsTheConnection(String header) throws Exception {
        for (String mode : new String[] {"require", "accept"}) {
            try (Front front = front(mode, "127.0.0.1")) {
                assertThat(front.answer(header + UPGRADE)).isIn("", "<reset>");
                assertThat(front.awaitEndings(1)).allSatisfy(ProxyProtocolTest::isBadRequest);
                Files.delete(folder.resolve("access.log"));
            }
        }
    }

    @Test
    void aMissingHeaderIsNotWaitedForLongerThanTheHandshakeTimeout() throws Exception {
        try (Front front = Front.on(folder, """
                        address: "127.0.0.1:0", handshake-timeout: 100ms,
                        proxy-protocol: { mode: require, from: [ 127.0.0.1 ] }""")) {
            assertThat(front.answer("PROXY TCP4")).isEmpty();

            assertThat(front.awaitEndings(1))
                    .containsExactly(new Ending(
                            Phase.HANDSHAKE, Cause.BAD_REQUEST, 0, "timeout: waited for a PROXY protocol header"));
        }
    }

    @Test
    void theClientThatTheHeaderNamesIsNotTrustedBecauseTheLoadBalancerIs() throws Exception {
        String forwarded = RawClient.upgradeWith("X-Forwarded-For: 198.51.100.7\r\n");
        try (Front front = Front.on(folder, """
                        address: "127.0.0.1:0", trusted-proxies: [ 127.0.0.1, 192.0.2.9 ],
                        proxy-protocol: { mode: require, from: [ 127.0.0.1 ] }""")) {
            for (boolean trusted : new boolean[] {false, true}) {
                try (RawClient client = front.connect()) {
                    client.send(V1.replace("192.0.2.1", trusted ? "192.0.2.9" : "192.0.2.1") + forwarded);

                    Arrival arrival = front.awaitArrival();

                    assertThat(arrival.handshake().clientTrusted()).isEqualTo(trusted);
                    assertThat(arrival.handshake().client().getHostString())
                            .isEqualTo(trusted ? "198.51.100.7" : "192.0.2.1");
                    assertThat(arrival.handshake().hop().getHostString())
                            .isEqualTo(trusted ? "192.0.2.9" : "192.0.2.1");
                    Front.dismiss(arrival);
                }
            }
        }
    }

    private Front front(String mode, String from) {
        return Front.on(
                folder, "address: \"127.0.0.1:0\", proxy-protocol: { mode: " + mode + ", from: [ " + from + " ] }");
    }

    /** Address and port of the client whose handshake comes behind a header. */
    private static String client(Front front, String header) throws Exception {
        try (RawClient client = front.connect()) {
            client.send(header + UPGRADE + "e");

            Arrival arrival = front.awaitArrival();

            assertThat(arrival.early().toString(StandardCharsets.US_ASCII)).isEqualTo("e");
            Front.dismiss(arrival);
            var address = arrival.handshake().client();
            return address.getAddress().getHostAddress() + ":" + address.getPort();
        }
    }

    private static void isBadRequest(Ending ending) {
        assertThat(ending.phase()).isEqualTo(Phase.HANDSHAKE);
        assertThat(ending.cause()).isEqualTo(Cause.BAD_REQUEST);
        assertThat(ending.code()).isZero();
        assertThat(ending.reason()).startsWith("PROXY protocol: ");
    }

    /** A header of version 2; the source port is 6000. */
    private static String v2(int versionAndCommand, int family, String source, String target, String tlvs) {
        ByteBuf addresses = Unpooled.buffer();
        if (source.equals("unix")) {
            addresses.writeZero(216);
        } else if (!source.isEmpty()) {
            addresses.writeBytes(InetAddress.ofLiteral(source).getAddress());
            addresses.writeBytes(InetAddress.ofLiteral(target).getAddress());
            addresses.writeShort(6000).writeShort(80);
        }
        addresses.writeBytes(tlvs.getBytes(StandardCharsets.ISO_8859_1));
        ByteBuf header = Unpooled.buffer().writeBytes(SIGNATURE.getBytes(StandardCharsets.ISO_8859_1));
        header.writeByte(versionAndCommand).writeByte(family).writeShort(addresses.readableBytes());
        return header.writeBytes(addresses).toString(StandardCharsets.ISO_8859_1);
    }
}
