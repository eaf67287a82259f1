package io.tidemark.query.feed;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far topics have been read: of each partition the offset of the next record. Immutable.
 *
 * <p>It means the same in every process that reads the same topics, so that a reader of one replica
 * can go on at another. As text it is base64url of, for each topic, its name and its pairs of
 * partition and offset, all numbers as varints.
 */
public final class Position {

  /** Nothing has been read. */
  public static final Position NONE = new Position(new TreeMap<>());

  /** No name, no number of partitions and no text is longer: what is, is not a position of ours. */
  private static final int LONGEST_TEXT = 64 << 10;

  private final SortedMap<String, SortedMap<Integer, Long>> offsets;

  private Position(SortedMap<String, SortedMap<Integer, Long>> offsets) {
    this.offsets = offsets;
  }

  /** Returns the position with the next offset of one partition replaced. */
  public Position with(String topic, int partition, long offset) {
    SortedMap<String, SortedMap<Integer, Long>> more = new TreeMap<>(offsets);
    SortedMap<Integer, Long> partitions = new TreeMap<>(more.getOrDefault(topic, new TreeMap<>()));
    partitions.put(partition, offset);
    more.put(topic, partitions);
    return new Position(more);
  }

  /** Returns a position of these offsets, by topic and partition. */
  public static Position of(Map<String, ? extends Map<Integer, Long>> offsets) {
    SortedMap<String, SortedMap<Integer, Long>> copy = new TreeMap<>();
    offsets.forEach((topic, partitions) -> copy.put(topic, new TreeMap<>(partitions)));
    return new Position(copy);
  }

  /** Returns the offset of the next record of a partition; 0 if nothing of it has been read. */
  public long next(String topic, int partition) {
    SortedMap<Integer, Long> partitions = offsets.get(topic);
    return partitions == null ? 0 : partitions.getOrDefault(partition, 0L);
  }

  /** Returns whether everything that the other position has read has been read. */
  public boolean isAtLeast(Position that) {
    return that.offsets.entrySet().stream()
        .allMatch(
            topic ->
                topic.getValue().entrySet().stream()
                    .allMatch(at -> next(topic.getKey(), at.getKey()) >= at.getValue()));
  }

  /** Returns how many records were read. */
  public long records() {
    return offsets.values().stream()
        .flatMap(partitions -> partitions.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  /** Returns the offsets, by topic and partition; they cannot be changed. */
  public Map<String, Map<Integer, Long>> offsets() {
    Map<String, Map<Integer, Long>> copy = new TreeMap<>();
    offsets.forEach((topic, partitions) -> copy.put(topic, Map.copyOf(partitions)));
    return copy;
  }

  /** Returns the text that {@link #parse} reads. */
  public String text() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    offsets.forEach(
        (topic, partitions) -> {
          byte[] name = topic.getBytes(StandardCharsets.UTF_8);
          write(out, name.length);
          out.writeBytes(name);
          write(out, partitions.size());
          partitions.forEach(
              (partition, offset) -> {
                write(out, partition);
                write(out, offset);
              });
        });
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.toByteArray());
  }

  /** Returns the position of a text; empty if it is not one. */
  public static Optional<Position> parse(String text) {
    if (text.length() > LONGEST_TEXT) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      return Optional.of(new Reader(bytes).position());
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void write(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Reads bytes of others: whatever is wrong with them is an IllegalArgumentException. */
  private static final class Reader {
    private final byte[] bytes;
    private int at;

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    Position position() {
      SortedMap<String, SortedMap<Integer, Long>> offsets = new TreeMap<>();
      while (at < bytes.length) {
        int length = size(bytes.length);
        if (length > bytes.length - at) {
          throw new IllegalArgumentException("the end within a name");
        }
        String topic =
            new String(Arrays.copyOfRange(bytes, at, at + length), StandardCharsets.UTF_8);
        at += length;
        SortedMap<Integer, Long> partitions = new TreeMap<>();
        for (int left = size(bytes.length); left > 0; left--) {
          partitions.put(size(Integer.MAX_VALUE), number());
        }
        offsets.put(topic, partitions);
      }
      return new Position(offsets);
    }

    private int size(long most) {
      long value = number();
      if (value < 0 || value > most) {
        throw new IllegalArgumentException("a size of " + value);
      }
      return (int) value;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; shift < 63; shift += 7) {
        if (at == bytes.length) {
          throw new IllegalArgumentException("the end within a number");
        }
        byte b = bytes[at++];
        value |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("a number of more than 63 bits");
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Position that && offsets.equals(that.offsets);
  }

  @Override
  public int hashCode() {
    return offsets.hashCode();
  }

  @Override
  public String toString() {
    return offsets.toString();
  }
}
