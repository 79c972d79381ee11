package io.tidegate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.testing.Answers;
import io.tidegate.testing.GatewayFixture;
import io.tidegate.testing.NothingLeftBehind;
import io.tidegate.testing.RawEndpoint;
import io.tidegate.testing.RawPeer;
import io.tidegate.testing.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What arrives is what was sent, byte for byte, however the stream is cut. {@code -Dtests.seed=N} repeats a run. */
@ExtendWith(NothingLeftBehind.class)
class RelayFuzzTest {
    private static final long SEED = Long.getLong("tests.seed", System.nanoTime());
    private static final int[] SIZES = {0, 1, 2, 125, 126, 127, 1000, 4096, 65_535, 65_536, 200_000};
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private static RawEndpoint endpoint;
    private static GatewayFixture gateway;

    @BeforeAll
    static void start() {
        endpoint = new RawEndpoint(Answers.accept());
        gateway = GatewayFixture.to(endpoint.url());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        endpoint.close();
    }

    @RepeatedTest(12)
    void randomStreamsCutAtRandomPlacesArriveWhole(RepetitionInfo run) {
        long seed = SEED + run.getCurrentRepetition();
        System.out.println("RelayFuzzTest: -Dtests.seed=" + seed);
        RandomGenerator random = RandomGeneratorFactory.getDefault().create(seed);
        try (RawPeer client = gateway.open("/fuzz");
                RawPeer upstream = endpoint.next()) {
            byte[] up = wire(random, true);
            byte[] down = wire(random, false);

            CompletableFuture<Void> there = relay(client, upstream, up, randomCuts(random, up.length));
            CompletableFuture<Void> back = relay(upstream, client, down, randomCuts(random, down.length));

            CompletableFuture.allOf(there, back).join();
        }
    }

    @Test
    void aStreamCutInTwoAtAnyPlaceArrivesWhole() {
        for (boolean masked : new boolean[] {true, false}) {
            byte[] bytes = everyKindOfFrame(masked);
            try (RawPeer client = gateway.open("/cut");
                    RawPeer upstream = endpoint.next()) {
                RawPeer sender = masked ? client : upstream;
                RawPeer receiver = masked ? upstream : client;
                for (int cut = 1; cut < bytes.length; cut++) {
                    sender.sendCut(bytes, cut);
                    assertThat(receiver.readExactly(bytes.length))
                            .as("cut at %d", cut)
                            .isEqualTo(bytes);
                }
            }
        }
    }

    @Test
    void aStreamSentByteByByteArrivesWhole() {
        for (boolean masked : new boolean[] {true, false}) {
            byte[] bytes = everyKindOfFrame(masked);
            try (RawPeer client = gateway.open("/bytes");
                    RawPeer upstream = endpoint.next()) {
                int[] everywhere = IntStream.range(1, bytes.length).toArray();

                relay(masked ? client : upstream, masked ? upstream : client, bytes, everywhere)
                        .join();
            }
        }
    }

    /** Done when the receiver has got exactly these bytes; fails if it gets others. */
    private static CompletableFuture<Void> relay(RawPeer sender, RawPeer receiver, byte[] bytes, int... cuts) {
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sender.sendCut(bytes, cuts), THREADS);
        CompletableFuture<Void> receiving = CompletableFuture.runAsync(
                () -> assertThat(receiver.readExactly(bytes.length)).isEqualTo(bytes), THREADS);
        return CompletableFuture.allOf(sending, receiving);
    }

    /** A few hundred bytes with every opcode and every form of length but the longest. */
    private static byte[] everyKindOfFrame(boolean masked) {
        List<WireFrame> frames = List.of(
                WireFrame.text("hello"),
                WireFrame.text("frag").more(),
                WireFrame.ping("p"),
                WireFrame.of(WireFrame.CONTINUATION).more(),
                WireFrame.pong(""),
                WireFrame.continuation("ment"),
                WireFrame.binary(),
                WireFrame.binary(Rfc6455Cases.bytes(126)),
                WireFrame.ping(""));
        return wire(frames, masked, 0x5A00FF81);
    }

    private static byte[] wire(RandomGenerator random, boolean masked) {
        List<WireFrame> frames = new ArrayList<>();
        int count = random.nextInt(1, 60);
        boolean inMessage = false;
        for (int i = 0; i < count || inMessage; i++) {
            if (random.nextInt(5) == 0) {
                frames.add(control(random));
                continue;
            }
            int opcode = inMessage ? WireFrame.CONTINUATION : random.nextBoolean() ? WireFrame.TEXT : WireFrame.BINARY;
            WireFrame frame = WireFrame.of(opcode, payload(random, size(random)));
            inMessage = random.nextInt(3) == 0;
            frames.add(inMessage ? frame.more() : frame);
        }
        return wire(frames, masked, random.nextInt());
    }

    private static byte[] wire(List<WireFrame> frames, boolean masked, int firstKey) {
        List<WireFrame> sent = new ArrayList<>();
        int key = firstKey;
        for (WireFrame frame : frames) {
            sent.add(masked ? frame.masked(key) : frame);
            key = key * 31 + 17;
        }
        return WireFrame.bytes(sent);
    }

    private static WireFrame control(RandomGenerator random) {
        int opcode = random.nextBoolean() ? WireFrame.PING : WireFrame.PONG;
        return WireFrame.of(opcode, payload(random, random.nextInt(126)));
    }

    private static int size(RandomGenerator random) {
        int size = SIZES[random.nextInt(SIZES.length)];
        return random.nextBoolean() ? size : random.nextInt(size + 1);
    }

    private static byte[] payload(RandomGenerator random, int size) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        return payload;
    }

    private static int[] randomCuts(RandomGenerator random, int length) {
        int[] cuts = new int[random.nextInt(20)];
        Arrays.setAll(cuts, i -> random.nextInt(length + 1));
        Arrays.sort(cuts);
        return cuts;
    }
}
