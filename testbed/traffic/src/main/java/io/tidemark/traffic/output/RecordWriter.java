package io.tidemark.traffic.output;

import java.io.IOException;

/** Takes records in order. */
public interface RecordWriter extends AutoCloseable {
  /** Takes one record. A failure may be thrown by a later call only. */
  void write(TopicRecord record) throws IOException;

  /** Returns when every record taken is stored, or throws. */
  @Override
  void close() throws IOException;
}
