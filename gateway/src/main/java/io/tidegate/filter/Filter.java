package io.tidegate.filter;

/**
 * Judges one session, confined to its event loop. Implements what it needs: {@link HandshakeFilter}, {@link
 * FrameFilter}, or both.
 */
public interface Filter {}
