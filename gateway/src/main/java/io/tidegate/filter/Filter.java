package io.tidegate.filter;

/**
 * Judges one session, confined to its event loop. Implements what it needs, one or several: {@link
 * HandshakeFilter}, {@link FrameFilter}, {@link MessageFilter}.
 */
public interface Filter {}
