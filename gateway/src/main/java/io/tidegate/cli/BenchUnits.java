package io.tidegate.cli;

import io.tidegate.config.ByteSize;
import io.tidegate.config.ConfigException;
import io.tidegate.config.LoopCount;
import io.tidegate.config.Rate;
import io.tidegate.config.Units;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Durations, sizes and rates of the command line, written as in the configuration. */
final class BenchUnits {
    private BenchUnits() {}

    static void register(CommandLine command) {
        command.registerConverter(Duration.class, text -> read(Units::parseDuration, text));
        command.registerConverter(ByteSize.class, text -> read(ByteSize::parse, text));
        command.registerConverter(Rate.class, text -> read(Rate::parse, text));
        command.registerConverter(LoopCount.class, text -> read(LoopCount::parse, text));
    }

    private static <T> T read(Function<String, T> parser, String text) {
        try {
            return parser.apply(text);
        } catch (ConfigException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
