package io.tidemark.pipelines.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The names that an option takes: at least one of them, each at most once, separated by commas. On
 * the getter of a text.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface SomeOf {

  /** Splits a value into its names. */
  String SEPARATOR = "\\s*,\\s*";

  /** The names, in the order in which messages list them. */
  String[] value();

  /** What else a name may begin with, before at least one more letter; empty for nothing. */
  String alsoPrefix() default "";
}
