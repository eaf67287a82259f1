package io.tidemark.change;

/**
 * The four kinds of change. Two insert a value, and two withdraw one. {@link ChangeCoder} stores
 * their ordinals, so their order never changes.
 */
public enum ChangeKind {
  /** {@code +I}: inserts the first value of a key and window, or the first after a {@code -D}. */
  INSERT("+I"),
  /** {@code -U}: withdraws the current value; an {@link #UPDATE_AFTER} of the window follows. */
  UPDATE_BEFORE("-U"),
  /** {@code +U}: inserts a value in place of the one that {@link #UPDATE_BEFORE} has withdrawn. */
  UPDATE_AFTER("+U"),
  /** {@code -D}: withdraws the current value, and none takes its place. */
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

  /** Whether a change of this kind withdraws the value that an earlier change has inserted. */
  public boolean isRetraction() {
    return this == UPDATE_BEFORE || this == DELETE;
  }
}
