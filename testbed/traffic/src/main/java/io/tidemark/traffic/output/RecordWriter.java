package io.tidemark.traffic.output;

import java.io.IOException;

/** Takes records in order. */
public interface RecordWriter extends AutoCloseable {
  /** Hands over one record; a failure may show only at a later call. */
  void write(TopicRecord record) throws IOException;

  /** Returns when every record handed over is stored, or throws. */
  @Override
  void close() throws IOException;
}
