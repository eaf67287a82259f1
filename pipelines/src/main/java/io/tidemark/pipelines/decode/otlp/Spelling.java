package io.tidemark.pipelines.decode.otlp;

import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The attributes that say one thing, in order of precedence: the first that is there, and says
 * something, counts.
 */
final class Spelling {
  private final int[] slots;
  private final long[] set;

  private Spelling(int[] slots) {
    int words = 0;
    for (int slot : slots) {
      words = Math.max(words, (slot >> 6) + 1);
    }
    this.slots = slots;
    this.set = new long[words];
    for (int slot : slots) {
      set[slot >> 6] |= 1L << slot;
    }
  }

  static Spelling of(Key... keys) {
    int[] slots = new int[keys.length];
    for (int i = 0; i < keys.length; i++) {
      slots[i] = keys[i].ordinal();
    }
    return new Spelling(slots);
  }

  static Spelling ofSlots(List<Integer> slots) {
    return new Spelling(slots.stream().mapToInt(Integer::intValue).toArray());
  }

  boolean isIn(Attributes attributes) {
    return attributes.hasAny(set);
  }

  @Nullable String text(Attributes attributes) {
    if (isIn(attributes)) {
      for (int slot : slots) {
        String text = attributes.text(slot);
        if (text != null) {
          return text;
        }
      }
    }
    return null;
  }

  /** Returns the first element of an array, or the first text, that is there. */
  @Nullable String firstListed(Attributes attributes) {
    if (isIn(attributes)) {
      for (int slot : slots) {
        List<String> texts = attributes.texts(slot);
        if (!texts.isEmpty()) {
          return texts.get(0);
        }
      }
    }
    return null;
  }

  /** Returns the whole number; {@link Tokens#UNKNOWN} if there is none. */
  long count(Attributes attributes) {
    if (isIn(attributes)) {
      for (int slot : slots) {
        long number = attributes.integer(slot);
        if (number != Numbers.NO_INTEGER) {
          return number;
        }
      }
    }
    return Tokens.UNKNOWN;
  }

  /** Returns the number; NaN if there is none. */
  double decimal(Attributes attributes) {
    if (isIn(attributes)) {
      for (int slot : slots) {
        double number = attributes.decimal(slot);
        if (!Double.isNaN(number)) {
          return number;
        }
      }
    }
    return Double.NaN;
  }

  @Nullable Boolean bool(Attributes attributes) {
    if (isIn(attributes)) {
      for (int slot : slots) {
        Boolean value = attributes.bool(slot);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }
}
