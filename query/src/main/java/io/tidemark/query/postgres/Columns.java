package io.tidemark.query.postgres;

import io.tidemark.query.row.Stream;
import java.util.EnumMap;
import java.util.Map;

/**
 * The columns of all streams, each read when it is first needed. A migration that adds one while
 * this process runs is seen by the next process.
 */
final class Columns {
  private final Map<Stream, RowColumns> known = new EnumMap<>(Stream.class);
  private final Database database;

  Columns(Database database) {
    this.database = database;
  }

  RowColumns of(Stream stream) {
    synchronized (known) {
      RowColumns columns = known.get(stream);
      if (columns != null) {
        return columns;
      }
    }
    RowColumns read = database.read(connection -> RowColumns.read(connection, stream));
    synchronized (known) {
      known.put(stream, read);
    }
    return read;
  }
}
