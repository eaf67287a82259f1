package io.tidemark.pipelines.options;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The texts that an option takes. On the getter of a text. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Text {

  /** The same in words that go on from "it must be", such as {@code the path of a file}. */
  String value();

  /** A regular expression that the whole text matches. */
  String pattern() default ".*\\S.*";

  /** One word in capitals for the text, as help shows it: {@code --name=WORD}. */
  String placeholder();

  /** Whether the text may hold a password, and so is left out of every message. */
  boolean secret() default false;
}
