package io.tidemark.pipelines.decode.otlp;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The known attributes of one span, log record or resource, each in its slot; used again for the
 * next. Of an attribute that is there twice, the last counts.
 *
 * <p>Texts of Protobuf are decoded when they are asked for. Until then the bytes that they are in
 * must not change.
 */
final class Attributes {
  private static final byte ABSENT = 0;
  private static final byte TEXT = 1;
  private static final byte INTEGER = 2;
  private static final byte DECIMAL = 3;
  private static final byte BOOL = 4;
  private static final byte TEXTS = 5;
  private static final byte OTHER = 6;
  private static final byte[] NONE = {};

  private final byte[] kinds;
  private final long[] numbers;
  private final Object[] objects;
  private final int[] from;
  private final int[] length;
  private final int[] touched;
  private int count;
  private final long[] present;
  private byte[] bytes = NONE;

  Attributes(int slots) {
    kinds = new byte[slots];
    numbers = new long[slots];
    objects = new Object[slots];
    from = new int[slots];
    length = new int[slots];
    touched = new int[slots];
    present = new long[(slots + Long.SIZE - 1) / Long.SIZE];
  }

  /** Empties all slots. */
  void clear() {
    for (int i = 0; i < count; i++) {
      int slot = touched[i];
      kinds[slot] = ABSENT;
      objects[slot] = null;
    }
    count = 0;
    bytes = NONE; // the record can be collected
    Arrays.fill(present, 0);
  }

  private void put(int slot, byte kind) {
    if (kinds[slot] == ABSENT) {
      touched[count++] = slot;
      present[slot >> 6] |= 1L << slot;
    }
    kinds[slot] = kind;
    objects[slot] = null;
  }

  /** Puts a text that stands in an array in UTF-8, the same array for all texts. */
  void putUtf8(int slot, byte[] array, int start, int size) {
    put(slot, TEXT);
    bytes = array;
    from[slot] = start;
    length[slot] = size;
  }

  void putText(int slot, String text) {
    put(slot, TEXT);
    objects[slot] = text;
  }

  void putInteger(int slot, long number) {
    put(slot, INTEGER);
    numbers[slot] = number;
  }

  void putDecimal(int slot, double number) {
    put(slot, DECIMAL);
    numbers[slot] = Double.doubleToRawLongBits(number + 0.0); // JSON readers lose the sign of -0.0
  }

  void putBool(int slot, boolean value) {
    put(slot, BOOL);
    numbers[slot] = value ? 1 : 0;
  }

  void putTexts(int slot, List<String> texts) {
    put(slot, TEXTS);
    objects[slot] = texts;
  }

  /** Puts a value of a kind that means nothing here: an object, bytes. */
  void putOther(int slot) {
    put(slot, OTHER);
  }

  /** Moves a value, if there is one, to another slot. */
  void move(int source, int target) {
    if (kinds[source] != ABSENT) {
      put(target, kinds[source]);
      numbers[target] = numbers[source];
      objects[target] = objects[source];
      from[target] = from[source];
      length[target] = length[source];
    }
  }

  /** Returns whether any of the slots in the set has a value. */
  boolean hasAny(long[] slots) {
    for (int i = 0; i < slots.length; i++) {
      if ((present[i] & slots[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  boolean has(Key key) {
    return kinds[key.ordinal()] != ABSENT;
  }

  @Nullable String text(Key key) {
    return text(key.ordinal());
  }

  /**
   * Returns the value as a text; null if it is absent, of another kind, blank, or a word for none.
   */
  @Nullable String text(int slot) {
    return switch (kinds[slot]) {
      case TEXT -> Texts.orNone(raw(slot));
      case INTEGER -> Long.toString(numbers[slot]);
      case DECIMAL -> Texts.orNone(Double.toString(decimal(slot)));
      case BOOL -> Boolean.toString(numbers[slot] != 0);
      default -> null;
    };
  }

  private String raw(int slot) {
    if (objects[slot] == null) {
      objects[slot] = new String(bytes, from[slot], length[slot], StandardCharsets.UTF_8);
    }
    return (String) objects[slot];
  }

  /** Returns the value as texts, also of a text that is an array as JSON or Python prints it. */
  @SuppressWarnings("unchecked") // putTexts puts nothing else
  List<String> texts(int slot) {
    return switch (kinds[slot]) {
      case TEXTS -> (List<String>) objects[slot];
      case TEXT -> Texts.listed(raw(slot));
      default -> List.of();
    };
  }

  /** Returns the whole number; {@link Long#MIN_VALUE} if there is none. */
  long integer(int slot) {
    return switch (kinds[slot]) {
      case INTEGER -> numbers[slot];
      case DECIMAL -> Numbers.whole(Double.longBitsToDouble(numbers[slot]));
      case TEXT -> Numbers.integer(raw(slot));
      default -> Numbers.NO_INTEGER;
    };
  }

  /** Returns the number; NaN if there is none. */
  double decimal(int slot) {
    return switch (kinds[slot]) {
      case INTEGER -> numbers[slot];
      case DECIMAL -> Double.longBitsToDouble(numbers[slot]);
      case TEXT -> Numbers.decimal(raw(slot));
      default -> Double.NaN;
    };
  }

  /** Returns true or false; null if neither is said. */
  @Nullable Boolean bool(int slot) {
    return switch (kinds[slot]) {
      case BOOL -> numbers[slot] != 0;
      case TEXT -> Texts.bool(raw(slot));
      default -> null;
    };
  }
}
