package io.tidegate.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.tidegate.config.TlsConfig;
import io.tidegate.config.TlsConfig.ClientCertificates;
import io.tidegate.net.RequestVerdict.Valid;
import io.tidegate.protocol.Handshake;
import io.tidegate.protocol.HeadResult.Request;
import io.tidegate.protocol.HeaderList;
import io.tidegate.protocol.Identity;
import io.tidegate.protocol.Withheld;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Makes the {@link Handshake} of a valid request. */
final class Handshakes {
    private Handshakes() {}

    /** @param peer who speaks to us, or whom PROXY protocol names in its place */
    static Handshake of(
            Listener listener,
            Channel channel,
            InetSocketAddress peer,
            String sessionId,
            Request request,
            Valid valid) {
        return new Handshake(
                sessionId,
                listener.config().name(),
                listener.trusted().client(peer, request.headers()),
                peer,
                listener.trusted().trusts(peer),
                listener.tls() != null,
                certificate(listener.config().tls(), channel),
                valid.host(),
                valid.target().path(),
                valid.target().query(),
                request.headers(),
                valid.upgrade() == null ? List.of() : valid.upgrade().subprotocols(),
                new HeaderList(),
                new ArrayList<>(),
                new HeaderList(),
                new Withheld(),
                new Identity());
    }

    /** The client's {@code X-Request-Id} if it is short and harmless, otherwise the session's id. */
    static String requestId(Handshake handshake) {
        String id = handshake.headers().get("X-Request-Id");
        return id != null && isHarmless(id) ? id : handshake.sessionId();
    }

    private static boolean isHarmless(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean allowed = c < 0x80 && (Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-');
            if (!allowed) {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= 128;
    }

    private static @Nullable X509Certificate certificate(@Nullable TlsConfig tls, Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (tls == null || tls.clientCertificates() == ClientCertificates.NONE || handler == null) {
            return null;
        }
        try {
            return (X509Certificate) handler.engine().getSession().getPeerCertificates()[0];
        } catch (SSLPeerUnverifiedException e) {
            return null; // it has shown none, and need not
        }
    }
}
