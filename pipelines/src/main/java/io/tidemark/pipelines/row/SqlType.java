package io.tidemark.pipelines.row;

/**
 * The type of a column: the Java type of its cells, and how a batch of them is sent to PostgreSQL.
 */
public enum SqlType {
  /** Cells are {@code String}. */
  TEXT("text", "%s"),
  /** Cells are {@code Long}. */
  BIGINT("int8", "%s"),
  /** Cells are {@code Double}; a value that is not finite is stored as null. */
  DOUBLE("float8", "%s"),
  /** Cells are {@code Long}, milliseconds since the epoch. */
  TIMESTAMP("int8", "timestamptz 'epoch' + %s * interval '1 millisecond'"),
  /** Cells are {@code String} with a JSON document. */
  JSON("text", "%s::jsonb");

  private final String transport;
  private final String conversion;

  SqlType(String transport, String conversion) {
    this.transport = transport;
    this.conversion = conversion;
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
}
