package io.tidegate.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prometheus' text format, read back. */
record Scrape(Map<String, String> types, Map<String, Double> samples) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("(\\w+(?:\\{.*})?) (\\S+)");

    static Scrape of(Telemetry telemetry) {
        return parse(telemetry.scrape());
    }

    static Scrape parse(String text) {
        Map<String, String> types = new TreeMap<>();
        Map<String, Double> samples = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            } else if (sample.matches()) {
                samples.put(sample.group(1), Double.valueOf(sample.group(2)));
            } else if (!line.startsWith("# HELP ")) {
                throw new IllegalArgumentException(line);
            }
        }
        return new Scrape(types, samples);
    }

    /** @param sample name and labels in the order of the text */
    double value(String sample) {
        return samples.getOrDefault(sample, Double.NaN);
    }
}
