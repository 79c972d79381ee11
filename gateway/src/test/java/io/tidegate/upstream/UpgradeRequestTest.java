package io.tidegate.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.tidegate.config.UpstreamConfig.Balance;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Withheld;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpgradeRequestTest {
    @Test
    void aClientCannotMakeUsDropWhatATrustedProxySays() {
        var headers = new HeaderList()
                .add("X-Forwarded-For", "198.51.100.7")
                .add("X-Forwarded-Proto", "https")
                .add("Connection", "upgrade, x-forwarded-for, x-forwarded-proto");
        var address = new InetSocketAddress("198.51.100.7", 0);
        var handshake = new Handshake(
                "s1",
                "public",
                address,
                address,
                true,
                false,
                null,
                "example.com",
                "/",
                null,
                headers,
                List.of(),
                new HeaderList(),
                List.of(),
                new HeaderList(),
                new Withheld(),
                new Identity());

        assertThat(encoded(handshake))
                .contains("X-Forwarded-For: 198.51.100.7, 10.0.0.1\r\n")
                .contains("X-Forwarded-Proto: https\r\n");
    }

    @Test
    void whatWeSetCannotBeForgedInAnySpelling() {
        var handshake = Endpoints.from(
                "192.0.2.1",
                "Sec_WebSocket_Protocol",
                "forged",
                "sec-WebSocket_key",
                "forged",
                "Transfer_Encoding",
                "forged",
                "CONTENT_length",
                "forged",
                "X_Forwarded-For",
                "forged",
                "X-Real_IP",
                "forged",
                "X_Hop",
                "forged",
                "Connection",
                "x-hop",
                "X-Kept",
                "yes");

        assertThat(encoded(handshake)).contains("X-Kept: yes").doesNotContain("forged");
    }

    private static String encoded(Handshake handshake) {
        var upstream = Endpoints.upstream(
                Endpoints.config(Balance.ROUND_ROBIN, Endpoints.config("ws://127.0.0.1:9001", 1, "e")));
        ByteBuf request = new UpgradeRequest(handshake, "/", "key", List.of(), "id", "10.0.0.1")
                .encode(UnpooledByteBufAllocator.DEFAULT, upstream, Endpoints.up("e", 1));
        String text = request.toString(StandardCharsets.US_ASCII);
        request.release();
        return text;
    }
}
