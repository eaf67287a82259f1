package io.tidemark.pipelines.source.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.Consumer;

/** Opens consumers of one cluster and group, which the caller closes. */
@FunctionalInterface
interface Consumers {

  /**
   * Opens a consumer.
   *
   * @throws IllegalArgumentException if a property is not allowed
   * @throws java.io.UncheckedIOException if the file of properties cannot be read here
   */
  Consumer<byte[], ByteBuffer> open();

  /** Returns whether a group without offsets starts at the beginning of each partition. */
  default boolean startsAtTheBeginning() {
    return true;
  }
}
