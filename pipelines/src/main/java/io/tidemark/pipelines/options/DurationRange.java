package io.tidemark.pipelines.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The durations that an option takes; both ends are allowed. On the getter of a text that {@link
 * Durations} reads.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface DurationRange {

  /** The shortest duration allowed, such as {@code 1ms}. */
  String min();

  /** The longest duration allowed, such as {@code 365d}. */
  String max();

  /**
   * A word that is allowed in place of a duration, such as {@code none}; empty for no such word.
   */
  String also() default "";
}
