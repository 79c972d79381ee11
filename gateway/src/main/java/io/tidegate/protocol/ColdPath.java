package io.tidegate.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Where the hot path is left: called by a {@link HotPath} method, but not for each frame or read, only for what is rare or
 * ends the session, or for the routes whose filters read messages, or write of them. May use the whole language.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface ColdPath {}
