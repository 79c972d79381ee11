package io.tidegate.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.tidegate.config.ConfigReader;
import io.tidegate.config.ConfigSource;
import io.tidegate.config.GatewayConfig;
import io.tidegate.filter.FilterTypes;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeadParser;
import io.tidegate.protocol.HeadResult.Request;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Withheld;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What benchmarks are fed with. */
public final class Samples {
    /** {@code Sec-WebSocket-Key} of {@link #BROWSER_REQUEST}. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    /** A browser's handshake, about 600 bytes. */
    public static final String BROWSER_REQUEST = """
            GET /chat/rooms/42?token=8f14e45fceea167a5a36dedd4bea2543 HTTP/1.1
            Host: app.example.com
            Connection: Upgrade
            Pragma: no-cache
            Cache-Control: no-cache
            User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36
            Upgrade: websocket
            Origin: https://app.example.com
            Sec-WebSocket-Version: 13
            Accept-Encoding: gzip, deflate, br, zstd
            Accept-Language: en-GB,en;q=0.9,de;q=0.8
            Cookie: session=3858f62230ac3c915f300c664312c63f; theme=dark
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
            Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits

            """.replace("\n", "\r\n");

    private Samples() {}

    /** A configuration with one listener, and an upstream {@code echo}; {@code more} is further YAML. */
    public static GatewayConfig config(String more) {
        String yaml = """
                listeners: { public: { address: "127.0.0.1:8080" } }
                """ + more;
        return ConfigReader.read(ConfigSource.of("benchmark.yaml", yaml), FilterTypes.load());
    }

    /** Text in a direct buffer, as it comes from a socket. */
    public static ByteBuf direct(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return Unpooled.directBuffer(bytes.length).writeBytes(bytes);
    }

    /** The fields of {@link #BROWSER_REQUEST}. */
    public static HeaderList browserHeaders() {
        ByteBuf bytes = direct(BROWSER_REQUEST);
        try {
            return ((Request) new HeadParser(8192, 100, 32_768).request(bytes)).headers();
        } finally {
            bytes.release();
        }
    }

    /** A valid handshake of a client at {@code address}. */
    public static Handshake handshake(String host, String path, HeaderList headers, String address) {
        var client = new InetSocketAddress(address, 40_000);
        return new Handshake(
                "8f14e45f",
                "public",
                client,
                client,
                false,
                false,
                null,
                host,
                path,
                null,
                headers,
                List.of(),
                new HeaderList(),
                new ArrayList<>(),
                new HeaderList(),
                new Withheld(),
                new Identity());
    }
}
