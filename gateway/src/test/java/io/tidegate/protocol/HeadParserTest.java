package io.tidegate.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.protocol.HeadResult.Incomplete;
import io.tidegate.protocol.HeadResult.Malformed;
import io.tidegate.protocol.HeadResult.Request;
import io.tidegate.protocol.HeadResult.Response;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadParserTest {
    private static final String REQUEST = "GET /chat?x=1 HTTP/1.1\r\nHost: a\r\nX-Two:\t \u00e9 b \t\r\nEmpty:\r\n\r\n";

    private final HeadParser parser = new HeadParser(64, 8, 256);

    @Test
    void aRequestIsReadToItsBlankLineAndNoFurther() {
        ByteBuf in = bytes(REQUEST + "rest");

        Request request = (Request) parser.request(in);

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo("/chat?x=1");
        assertThat(request.headers().get("host")).isEqualTo("a");
        assertThat(request.headers().get("x-two")).isEqualTo("\u00e9 b");
        assertThat(request.headers().get("empty")).isEmpty();
        assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("rest");
    }

    @Test
    void aRequestCutAtAnyByteIsReadTheSame() {
        for (int cut = 0; cut < REQUEST.length(); cut++) {
            ByteBuf in = Unpooled.buffer();
            in.writeBytes(bytes(REQUEST.substring(0, cut)));
            assertThat(parser.request(in)).isEqualTo(Incomplete.INCOMPLETE);
            assertThat(in.readerIndex()).isZero();

            in.writeBytes(bytes(REQUEST.substring(cut)));

            Request request = (Request) parser.request(in);
            assertThat(request.headers().fields()).hasSize(3);
            assertThat(in.isReadable()).isFalse();
        }
    }

    @Test
    void aRequestIsReadByteByByteEvenIfTheBufferMoves() {
        HeadResult result = Incomplete.INCOMPLETE;
        for (int length = 1; length <= REQUEST.length(); length++) {
            assertThat(result).isEqualTo(Incomplete.INCOMPLETE);
            ByteBuf moved = bytes("#".repeat(length % 7) + REQUEST.substring(0, length));
            result = parser.request(moved.skipBytes(length % 7));
        }
        assertThat(result).isInstanceOf(Request.class);
    }

    @Test
    void aSecondRequestOfTheSameConnectionStartsAnew() {
        ByteBuf in = bytes(REQUEST + "GET / HTTP/1.1\r\nHost: b\r\n\r\n");

        parser.request(in);
        Request second = (Request) parser.request(in);

        assertThat(second.headers().fields()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " GET / HTTP/1.1\r\n\r\n",
                "\r\nGET / HTTP/1.1\r\n\r\n",
                "\nGET / HTTP/1.1\r\n\r\n",
                "GET  / HTTP/1.1\r\n\r\n",
                "GET /  HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1 \r\n\r\n",
                "GET / a HTTP/1.1\r\n\r\n",
                "GET\t/ HTTP/1.1\r\n\r\n",
                "GET /\ta HTTP/1.1\r\n\r\n",
                "GET /\u0001 HTTP/1.1\r\n\r\n",
                "GET /\u007f HTTP/1.1\r\n\r\n",
                "GET /\ra HTTP/1.1\r\n\r\n",
                "G@T / HTTP/1.1\r\n\r\n",
                "GET /\r\n\r\n",
                "GET\r\n\r\n",
                "GET / http/1.1\r\n\r\n",
                "GET / HTTP/1.1x\r\n\r\n",
                "GET / HTTP/11\r\n\r\n",
                "GET / HTTP/1.1\n\n",
                "GET / HTTP/1.1\r\nHost: a\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\n",
                "GET / HTTP/1.1\r\n folded: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
                "GET / HTTP/1.1\r\n: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost\r\n\r\n",
                "GET / HTTP/1.1\r\nH\u00f6st: a\r\n\r\n",
                "GET / HTTP/1.1\r\nH(o)st: a\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\u0000b\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\u007f\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\u001b\r\n\r\n",
                "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n",
                "\u0016\u0003\u0001\u0002\u0000",
                "\u0000"
            })
    void whatIsNotHttpAsTheRfcHasItIsMalformed(String request) {
        assertThat(parser.request(bytes(request)))
                .isInstanceOfSatisfying(
                        Malformed.class,
                        malformed -> assertThat(malformed.status()).isEqualTo(400));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/0.9\r\n\r\n",
                "GET / HTTP/1.2\r\n\r\n",
                "GET / HTTP/2.0\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void anotherVersionOfHttpIsNamedAsSuch(String request) {
        assertThat(((Malformed) parser.request(bytes(request))).status()).isEqualTo(505);
    }

    @Test
    void aRequestOfHttp10IsMarkedAsSuch() {
        assertThat(((Request) parser.request(bytes("GET / HTTP/1.0\r\n\r\n"))).old())
                .isTrue();
        assertThat(((Request) parser.request(bytes("GET / HTTP/1.1\r\n\r\n"))).old())
                .isFalse();
    }

    @Test
    void tlsOnAPlainPortIsExplainedFromTheFirstByte() {
        Malformed malformed = (Malformed) parser.request(bytes("\u0016"));

        assertThat(malformed.detail()).startsWith("This port speaks plain HTTP");
    }

    @ParameterizedTest
    @CsvSource({"64, 200", "65, 414"})
    void theFirstLineIsLimitedWithoutItsEnd(int length, int status) {
        String line = "GET /" + "a".repeat(length - 14) + " HTTP/1.1";

        assertThat(status(parser.request(bytes(line + "\r\n\r\n")))).isEqualTo(status);
    }

    @Test
    void aFirstLineWithoutAnEndIsRefusedOnceItIsTooLong() {
        assertThat(parser.request(bytes("G".repeat(65)))).isEqualTo(Incomplete.INCOMPLETE);
        assertThat(status(parser.request(bytes("G".repeat(66))))).isEqualTo(414);
    }

    @ParameterizedTest
    @CsvSource({"8, 200", "9, 431"})
    void theNumberOfFieldsIsLimited(int fields, int status) {
        assertThat(status(parser.request(bytes("GET / HTTP/1.1\r\n" + "A: b\r\n".repeat(fields) + "\r\n"))))
                .isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({"256, 200", "257, 431"})
    void theBytesOfAllFieldsAreLimited(int bytes, int status) {
        String fields = "A: b\r\nC:" + "d".repeat(bytes - 10) + "\r\n";

        assertThat(status(parser.request(bytes("GET / HTTP/1.1\r\n" + fields + "\r\n"))))
                .isEqualTo(status);
    }

    @Test
    void aFieldWithoutAnEndIsRefusedOnceItIsTooLarge() {
        assertThat(status(parser.request(bytes("GET / HTTP/1.1\r\nA: " + "b".repeat(300)))))
                .isEqualTo(431);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 101 Switching Protocols, 101, Switching Protocols",
        "HTTP/1.1 404 , 404, ''",
        "HTTP/1.1 404, 404, ''",
        "HTTP/1.0 302 Found, 302, Found"
    })
    void aResponseHasItsStatusAndReason(String line, int status, String reason) {
        Response response = (Response) parser.response(bytes(line + "\r\nServer: x\r\n\r\n"));

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.reason()).isEqualTo(reason);
        assertThat(response.headers().get("server")).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 101 Switching Protocols",
                "HTTP/2 200 OK",
                "HTTP/1.1  200 OK",
                "HTTP/1.1 20 OK",
                "HTTP/1.1 2000 OK",
                "HTTP/1.1 099 OK",
                "HTTP/1.1 600 OK",
                "HTTP/1.1 2x0 OK",
                "HTTP/1.1 200 a\u0001b",
                "ICY 200 OK",
                "",
                "garbage"
            })
    void aStatusLineOfAnotherKindIsMalformed(String line) {
        assertThat(parser.response(bytes(line + "\r\n\r\n"))).isInstanceOf(Malformed.class);
    }

    @Test
    void anInterimResponseIsFollowedByTheNextOne() {
        ByteBuf in = bytes("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 101 S\r\nA: b\r\n\r\n\u0081");

        assertThat(((Response) parser.response(in)).status()).isEqualTo(103);
        assertThat(((Response) parser.response(in)).headers().fields()).hasSize(1);
        assertThat(in.readableBytes()).isOne();
    }

    private static int status(HeadResult result) {
        return switch (result) {
            case Malformed malformed -> malformed.status();
            case Request request -> 200;
            default -> 0;
        };
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }
}
