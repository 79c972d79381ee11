package io.tidegate.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes inputs of a corpus: the same number makes the same input. Shared, immutable.
 *
 * @param corpus inputs to start from; at least one
 * @param words what is worth inserting: keywords, limits, odd bytes
 * @param maxBytes no input is longer
 */
public record Mutator(List<byte[]> corpus, List<byte[]> words, int maxBytes) {
    private static final byte[] ODD_BYTES = {0, 1, '\t', '\n', '\r', ' ', '"', '\'', ':', 0x7F, (byte) 0x80, (byte) 0xFF
    };

    public Mutator {
        corpus = List.copyOf(corpus);
        words = List.copyOf(words);
    }

    /** The input with this number: one of the corpus, changed in one to eight places. */
    public byte[] input(long number) {
        var random = new SplittableRandom(number);
        byte[] input = pick(random, corpus).clone();
        int changes = 1 + random.nextInt(8);
        for (int i = 0; i < changes; i++) {
            input = changed(random, input);
        }
        return input.length <= maxBytes ? input : Arrays.copyOf(input, maxBytes);
    }

    private byte[] changed(SplittableRandom random, byte[] input) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + 1 + random.nextInt(1 << random.nextInt(1, 7)));
        return switch (random.nextInt(8)) {
            case 0 -> replaced(input, at, end, new byte[0]);
            case 1 -> replaced(input, at, at, Arrays.copyOfRange(input, at, end));
            case 2 -> replaced(input, at, at, words.isEmpty() ? noise(random) : pick(random, words));
            case 3 -> replaced(input, at, end, words.isEmpty() ? noise(random) : pick(random, words));
            case 4 -> replaced(input, at, at, new byte[] {ODD_BYTES[random.nextInt(ODD_BYTES.length)]});
            case 5 -> replaced(input, at, end, noise(random));
            case 6 -> replaced(input, at, input.length, tail(random));
            default -> bitFlipped(random, input);
        };
    }

    private byte[] tail(SplittableRandom random) {
        byte[] other = pick(random, corpus);
        return Arrays.copyOfRange(other, random.nextInt(other.length + 1), other.length);
    }

    private static byte[] bitFlipped(SplittableRandom random, byte[] input) {
        byte[] output = input.clone();
        if (output.length > 0) {
            output[random.nextInt(output.length)] ^= (byte) (1 << random.nextInt(8));
        }
        return output;
    }

    private static byte[] noise(SplittableRandom random) {
        byte[] noise = new byte[1 + random.nextInt(4)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] replaced(byte[] input, int start, int end, byte[] with) {
        byte[] output = new byte[start + with.length + input.length - end];
        System.arraycopy(input, 0, output, 0, start);
        System.arraycopy(with, 0, output, start, with.length);
        System.arraycopy(input, end, output, start + with.length, input.length - end);
        return output;
    }

    private static byte[] pick(SplittableRandom random, List<byte[]> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
