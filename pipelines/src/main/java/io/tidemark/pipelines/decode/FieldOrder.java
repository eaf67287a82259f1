package io.tidemark.pipelines.decode;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Guesses which field of an object comes next: the one that came there the last time, in whatever
 * object that was, for those who write JSON mostly keep an order. To compare a name with a guess is
 * cheaper than to find out which it is; a wrong guess costs little, and changes nothing.
 */
final class FieldOrder {
  private static final int NONE_YET = Field.COUNT;

  /** By the field before; as bytes, which threads may write over each other's. */
  private static final byte[] FOLLOWERS = new byte[Field.COUNT + 1];

  private int before = NONE_YET;

  Field guess() {
    return Field.at(FOLLOWERS[before]);
  }

  /** The field of the name that was found; null for one that means nothing here. */
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
