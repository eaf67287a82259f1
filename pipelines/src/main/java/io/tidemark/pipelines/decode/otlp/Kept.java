package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Excerpt;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Which values of one call can be kept. A value that is a dimension of the job must be usable; any
 * other is left out and counted.
 */
final class Kept {
  private final Set<String> dimensions;
  private int leftOut;

  Kept(Set<String> dimensions) {
    this.dimensions = dimensions;
  }

  int leftOut() {
    return leftOut;
  }

  /** Returns a text that may be a dimension of this name; null for none. */
  @Nullable String dimension(String name, @Nullable String text) throws Unreadable {
    if (text == null || Texts.isIdentifier(text)) {
      return text;
    }
    if (dimensions.contains(name)) {
      throw Unreadable.invalid(
          name
              + " is "
              + Excerpt.quoted(text)
              + "; allowed are at most "
              + Texts.LONGEST_IDENTIFIER
              + " characters, without U+0000 and half characters");
    }
    leftOut++;
    return null;
  }

  /**
   * Returns the usable form of a text that may be a dimension of this name, where something else
   * may take the place of one that is not usable.
   */
  @Nullable String own(String name, @Nullable String text, @Nullable String usable)
      throws Unreadable {
    if (usable == null && dimensions.contains(name)) {
      dimension(name, text);
    }
    return usable;
  }

  /** Returns a text of which nothing depends; null for none. */
  @Nullable String text(@Nullable String text) {
    if (text == null || Texts.isIdentifier(text)) {
      return text;
    }
    leftOut++;
    return null;
  }

  /** Returns a time in milliseconds from which nothing but itself is computed; NaN for none. */
  double millis(double millis) {
    if (Double.isNaN(millis) || millis >= 0 && millis <= SpanMapping.MOST_MILLIS) {
      return millis + 0.0; // -0.0 equals 0.0 but has other bytes
    }
    leftOut++;
    return Double.NaN;
  }

  /** Returns a count that is a part of another; unknown for none. */
  long part(long count) {
    if (count == Tokens.UNKNOWN || count >= 0 && count <= SpanMapping.MOST_TOKENS) {
      return count;
    }
    leftOut++;
    return Tokens.UNKNOWN;
  }
}
