package io.tidegate.session;

import io.tidegate.config.GatewayConfig;
import io.tidegate.config.RouteConfig;
import io.tidegate.telemetry.Telemetry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The memory budgets of the process and of its routes, which outlive a reload. Shared. */
public final class Budgets {
    private final Telemetry telemetry;
    private final Budget process;
    private final Map<String, Budget> routes = new ConcurrentHashMap<>();

    /** @param maxBytes of the process */
    public Budgets(long maxBytes, Telemetry telemetry) {
        this.telemetry = telemetry;
        this.process = new Budget("process", new AtomicLong(), null, maxBytes);
        telemetry.memoryBudget(process::maxBytes);
    }

    /** From now on {@code config} says how large they are; those of routes that it does not have stay. */
    public void follow(GatewayConfig config) {
        process.limit(config.memoryBudgetBytes());
        config.routes().values().forEach(route -> of(route).limit(maxBytes(route)));
    }

    Budget of(RouteConfig route) {
        return routes.computeIfAbsent(
                route.name(), name -> new Budget("route", telemetry.waitingBytes(name), process, maxBytes(route)));
    }

    private static long maxBytes(RouteConfig route) {
        var configured = route.memoryBudget().route();
        return configured == null ? Long.MAX_VALUE : configured.bytes();
    }
}
