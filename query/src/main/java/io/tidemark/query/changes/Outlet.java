package io.tidemark.query.changes;

import java.io.IOException;

/** Where the bytes of one subscriber go. No method waits. */
interface Outlet {
  /** Returns whether bytes are accepted; if not, {@link Subscriber#onWritable} follows. */
  boolean isReady();

  /** Takes bytes after {@link #isReady}. */
  void write(byte[] bytes) throws IOException;

  /** Sends on what it has taken, after {@link #isReady}. */
  void flush() throws IOException;

  /** Ends the answer in order. */
  void complete();

  /** Ends the connection, whose other end does not read. */
  void abort();
}
