package io.tidemark.pipelines.row;

/** How a column travels to PostgreSQL, and which Java type its cells have. */
public enum SqlType {
  /** {@code String}. */
  TEXT("text", "%s"),
  /** {@code Long}. */
  BIGINT("int8", "%s"),
  /** {@code Double}; a value that is not finite is stored as null. */
  DOUBLE("float8", "%s"),
  /** {@code Long}, milliseconds since the epoch. */
  TIMESTAMP("int8", "timestamptz 'epoch' + %s * interval '1 millisecond'"),
  /** {@code String} that holds a JSON document. */
  JSON("text", "%s::jsonb");

  private final String transport;
  private final String conversion;

  SqlType(String transport, String conversion) {
    this.transport = transport;
    this.conversion = conversion;
  }

  /** The element type of the array that carries the column of a batch. */
  public String transport() {
    return transport;
  }

  /** The SQL expression of the column's value, given the name of the transported one. */
  public String convert(String transported) {
    return conversion.formatted(transported);
  }
}
