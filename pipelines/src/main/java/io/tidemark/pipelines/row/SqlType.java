package io.tidemark.pipelines.row;

/**
 * The type of a column: the Java type of its cells, and how a batch of them is sent to PostgreSQL.
 */
public enum SqlType {
  /** Cells are {@code String}. */
  TEXT("text", "%s", "%s"),
  /** Cells are {@code Long}. */
  BIGINT("int8", "%s", "%s"),
  /** Cells are {@code Double}; a value that is not finite is stored as null. */
  DOUBLE("float8", "%s", "%s"),
  /** Cells are {@code Long}, milliseconds since the epoch. */
  TIMESTAMP(
      "int8",
      "timestamptz 'epoch' + %s * interval '1 millisecond'",
      "floor(extract(epoch FROM %s) * 1000)::int8"),
  /** Cells are {@code String} with a JSON document. */
  JSON("text", "%s::jsonb", "%s::text"),
  /** Cells are {@code byte[]}. */
  BYTES("bytea", "%s", "%s");

  private final String transport;
  private final String conversion;
  private final String reading;

  SqlType(String transport, String conversion, String reading) {
    this.transport = transport;
    this.conversion = conversion;
    this.reading = reading;
  }

  /** Returns the element type of the array in which the cells of a batch are sent. */
  public String transport() {
    return transport;
  }

  /**
   * Returns the SQL expression that makes the value of the column of the name of an array element.
   */
  public String convert(String transported) {
    return conversion.formatted(transported);
  }

  /** Returns the SQL expression for the cell of a column, as {@link #transport} has it. */
  public String read(String column) {
    return reading.formatted(column);
  }
}
