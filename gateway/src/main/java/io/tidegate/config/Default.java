package io.tidegate.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the reader takes where the file leaves the key out, as it would stand in the file. A list or map without it is
 * empty where absent; a {@code @Nullable} component is null; a record component with {@code @Default("{}")} is read from
 * an empty mapping; all others are required.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
    String value();
}
