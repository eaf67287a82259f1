package io.tidemark.pipelines.decode;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Guesses which field of a JSON object comes next: the one that followed the same field the last
 * time, in whatever object that was. Programs that write JSON mostly keep an order, and comparing a
 * name with a guess is cheaper than looking it up. A wrong guess costs one comparison and changes
 * no result.
 */
final class FieldOrder {
  private static final int NONE_YET = Field.COUNT;

  /**
   * The follower of each field, by ordinal, shared by all threads. A race between threads only
   * makes a guess wrong, and bytes cannot be torn.
   */
  private static final byte[] FOLLOWERS = new byte[Field.COUNT + 1];

  private int before = NONE_YET;

  /** Returns the field that is likely to come next. */
  Field guess() {
    return Field.at(FOLLOWERS[before]);
  }

  /**
   * Returns the field of the name that was read and remembers it for later guesses; null for a name
   * without a meaning here.
   */
  @Nullable Field found(String name) {
    Field guess = guess();
    Field field = name.equals(guess.key) ? guess : Field.named(name);
    if (field != null) {
      if (field != guess) {
        FOLLOWERS[before] = (byte) field.ordinal();
      }
      before = field.ordinal();
    }
    return field;
  }
}
