package io.tidegate.transport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The version of an operating system's kernel, as far as it matters here. */
record KernelVersion(int major, int minor) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\.(\\d{1,6}).*");

    /** Of the system that we run on; 0.0 if it tells none of that form. */
    static KernelVersion current() {
        return parse(System.getProperty("os.version", ""));
    }

    /** @param text such as {@code 6.1.0-18-amd64} */
    static KernelVersion parse(String text) {
        Matcher parts = FORM.matcher(text);
        return parts.matches()
                ? new KernelVersion(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)))
                : new KernelVersion(0, 0);
    }

    boolean isBefore(KernelVersion other) {
        return major < other.major || (major == other.major && minor < other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
