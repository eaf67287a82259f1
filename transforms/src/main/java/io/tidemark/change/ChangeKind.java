package io.tidemark.change;

/** The four kinds of entry in a changelog. Two assert a value, two withdraw one. */
public enum ChangeKind {
  /** {@code +I}: the first value of a key and window, or the first after a {@link #DELETE}. */
  INSERT("+I"),
  /** {@code -U}: withdraws the value that stood; the {@link #UPDATE_AFTER} follows. */
  UPDATE_BEFORE("-U"),
  /** {@code +U}: the value that stands now, in place of the one just withdrawn. */
  UPDATE_AFTER("+U"),
  /** {@code -D}: withdraws the value that stood; nothing takes its place. */
  DELETE("-D");

  private final String symbol;

  ChangeKind(String symbol) {
    this.symbol = symbol;
  }

  /**
   * The short form used in logs and test failures: {@code +I}, {@code -U}, {@code +U}, {@code -D}.
   */
  public String symbol() {
    return symbol;
  }

  /** Whether a change of this kind withdraws a value that an earlier change asserted. */
  public boolean isRetraction() {
    return this == UPDATE_BEFORE || this == DELETE;
  }
}
