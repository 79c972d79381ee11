package io.tidegate.net;

/** Fired through the pipeline by {@link ProxyDetector} where a connection starts without a PROXY protocol header. */
enum ProxyAbsent {
    EVENT
}
