package io.tidegate.protocol;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Runs per frame or per read. Written in a plain dialect, which {@code ArchitectureTest} checks on the class files: calls
 * only other hot-path methods of ours; no lambda, no string built, no boxing, no clock but {@code BurstClock}, no log.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.METHOD, ElementType.CONSTRUCTOR})
public @interface HotPath {}
