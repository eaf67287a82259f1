package io.tidemark.pipelines.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The numbers that an option takes; both ends are allowed. On the getter of a number. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Range {

  /** The smallest value allowed. */
  double min();

  /** The largest value allowed. */
  double max();

  /** What is counted, in the plural, such as {@code bytes}; empty for a number without a unit. */
  String unit() default "";
}
