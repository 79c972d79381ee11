package io.tidegate.config;

import org.jspecify.annotations.Nullable;

/**
 * Where metrics go besides {@code /metrics} of the admin API.
 *
 * @param otlp absent: nowhere
 */
public record MetricsConfig(@Nullable OtlpConfig otlp) {}
