package io.tidegate.bench;

/**
 * Where a run stands, each second of it.
 *
 * @param phase {@code opening}, {@code warming up}, {@code measuring}, {@code draining} or {@code closing}
 * @param seconds since the run began
 * @param open connections
 * @param perSecond messages received, or handshakes in a storm, in the last second
 * @param p99Nanos of what was measured so far; 0 if nothing was
 * @param errors so far, of all causes
 */
public record BenchProgress(String phase, long seconds, long open, double perSecond, long p99Nanos, long errors) {}
