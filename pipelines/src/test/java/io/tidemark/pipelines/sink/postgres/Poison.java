package io.tidemark.pipelines.sink.postgres;

import java.util.Random;

/** Text that databases find hard to store. */
final class Poison {

  private Poison() {}

  /** Chinese characters at random: three bytes each, and no compression makes them fewer. */
  static String incompressible(int characters, long seed) {
    return new Random(seed)
        .ints(characters, 0x4e00, 0x9fa5)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
