package io.tidegate.cli.doctor;

import io.tidegate.cli.dial.Conversation;
import io.tidegate.cli.dial.DialFailure;
import io.tidegate.cli.dial.Dialing;
import io.tidegate.cli.dial.Handshake;
import io.tidegate.cli.dial.Step;
import io.tidegate.cli.doctor.CertificateText.Trouble;
import io.tidegate.config.EndpointConfig;
import io.tidegate.config.HealthCheckConfig;
import io.tidegate.config.UpstreamConfig;
import io.tidegate.config.UpstreamTlsConfig;
import io.tidegate.protocol.CloseCode;
import io.tidegate.protocol.HeaderList;
import io.tidegate.transport.ClientTls;
import io.tidegate.transport.EventLoops;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Opens a WebSocket to each address of each endpoint, as sessions would, and closes it again. */
final class EndpointChecks {
    private static final String TOPIC = "endpoint";

    private final EventLoops loops;
    private final Duration limit;
    private final ClockCheck clocks;
    private final Clock clock;

    EndpointChecks(EventLoops loops, Duration limit, ClockCheck clocks, Clock clock) {
        this.loops = loops;
        this.limit = limit;
        this.clocks = clocks;
        this.clock = clock;
    }

    /** One task for each endpoint; they may run beside each other. */
    List<Callable<List<Finding>>> tasks(UpstreamConfig upstream) {
        return upstream.endpoints().stream()
                .<Callable<List<Finding>>>map(endpoint -> () -> judge(upstream, endpoint))
                .toList();
    }

    private List<Finding> judge(UpstreamConfig upstream, EndpointConfig endpoint) {
        String subject = upstream.name() + "/" + endpoint.id();
        List<InetAddress> addresses;
        try (Dialing dialing = new Dialing(loops, limit)) {
            addresses = dialing.resolve(endpoint.hostName());
        } catch (DialFailure e) {
            return List.of(failure(subject, e));
        }
        List<Finding> findings = new ArrayList<>();
        for (InetAddress address : addresses) {
            String which = addresses.size() == 1 ? subject : subject + " " + address.getHostAddress();
            findings.addAll(judge(upstream, endpoint, new InetSocketAddress(address, endpoint.port()), which));
        }
        return List.copyOf(findings);
    }

    private List<Finding> judge(
            UpstreamConfig upstream, EndpointConfig endpoint, InetSocketAddress address, String subject) {
        try (Dialing dialing = new Dialing(loops, limit)) {
            try {
                dialing.connect(address);
                if (endpoint.secure()) {
                    dialing.secure(ClientTls.load(upstream.tls()), endpoint.hostName(), endpoint.port());
                }
                Conversation conversation = dialing.upgrade(handshake(upstream, endpoint));
                conversation.close(CloseCode.NORMAL, "");
                conversation.release();
                return withExpiry(subject, dialing, Finding.ok(TOPIC, subject, times(dialing)));
            } catch (DialFailure e) {
                return ofFailure(upstream, endpoint, address, subject, dialing, e);
            } finally {
                HeaderList answer = dialing.answer();
                clocks.saw(subject, answer == null ? null : answer.get("Date"));
            }
        }
    }

    private List<Finding> ofFailure(
            UpstreamConfig upstream,
            EndpointConfig endpoint,
            InetSocketAddress address,
            String subject,
            Dialing dialing,
            DialFailure failure) {
        HeaderList answer = dialing.answer();
        if (answer != null && failure.what().startsWith("answered HTTP")) {
            return List.of(Finding.warn(
                    TOPIC,
                    subject,
                    times(dialing) + "; a handshake at " + path(upstream) + " is " + failure.what(),
                    "it is there; whether it takes sessions at the paths of your routes, tidegate connect shows."
                            + " Otherwise: " + failure.advice()));
        }
        Finding finding = failure(subject, failure);
        if (failure.step() == Step.Name.TLS && upstream.tls().verify()) {
            Trouble trouble = shown(endpoint, address);
            if (trouble != null && trouble.level() == Finding.Level.FAIL) {
                return List.of(Finding.fail(
                        TOPIC,
                        subject,
                        finding.text() + "; it shows one that " + trouble.text(),
                        "renew it on the server"));
            }
        }
        return List.of(finding);
    }

    /** What is wrong with the certificate that it shows to whoever does not verify it; null if nothing, or it shows none. */
    private @Nullable Trouble shown(EndpointConfig endpoint, InetSocketAddress address) {
        try (Dialing dialing = new Dialing(loops, limit)) {
            dialing.connect(address);
            ClientTls careless = ClientTls.load(new UpstreamTlsConfig(false, null, null, null, null));
            dialing.secure(careless, endpoint.hostName(), endpoint.port());
            return CertificateText.expiry(dialing.certificates(), clock);
        } catch (DialFailure e) {
            return null;
        }
    }

    private List<Finding> withExpiry(String subject, Dialing dialing, Finding finding) {
        Trouble trouble = CertificateText.expiry(dialing.certificates(), clock);
        return trouble == null
                ? List.of(finding)
                : List.of(
                        finding,
                        new Finding(
                                trouble.level(),
                                TOPIC,
                                subject,
                                "its certificate " + trouble.text(),
                                "renew it on the server"));
    }

    private static Handshake handshake(UpstreamConfig upstream, EndpointConfig endpoint) {
        HealthCheckConfig check = webSocketCheck(upstream);
        boolean standard = endpoint.port() == (endpoint.secure() ? 443 : 80);
        String own = standard ? endpoint.host() : endpoint.host() + ":" + endpoint.port();
        return new Handshake(
                path(upstream),
                check == null || check.host() == null ? own : check.host(),
                new HeaderList(),
                check == null || check.subprotocol() == null ? List.of() : List.of(check.subprotocol()));
    }

    private static String path(UpstreamConfig upstream) {
        HealthCheckConfig check = webSocketCheck(upstream);
        return check == null ? "/" : check.path();
    }

    private static @Nullable HealthCheckConfig webSocketCheck(UpstreamConfig upstream) {
        HealthCheckConfig check = upstream.healthCheck();
        return check != null && check.type() == HealthCheckConfig.Type.WEBSOCKET ? check : null;
    }

    private static Finding failure(String subject, DialFailure failure) {
        return Finding.fail(
                TOPIC,
                subject,
                failure.step().label() + " failed after " + Step.time(failure.nanos()) + ": " + failure.what(),
                failure.advice());
    }

    private static String times(Dialing dialing) {
        return dialing.steps().stream()
                .map(step -> step.name().label() + " " + Step.time(step.nanos()))
                .collect(Collectors.joining(", "));
    }
}
