package io.tidegate.transport;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and sockets this process may have open. */
public final class Descriptors {
    private Descriptors() {}

    /** As the system says, such as {@code ulimit -n}; {@link Long#MAX_VALUE} where it does not say. */
    public static long limit() {
        boolean known = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean;
        return known
                ? ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
