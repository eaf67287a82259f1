package io.tidemark.traffic.replay;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;

/** Where the columns of a CSV trace are, by its header, in whatever order they stand. */
final class Columns {
  private final List<String> names;

  private Columns(List<String> names) {
    this.names = names;
  }

  /**
   * Reads the header.
   *
   * @throws IllegalArgumentException if it lacks one of the columns that are needed
   */
  static Columns of(String header, List<String> needed) {
    List<String> names = Arrays.asList(TraceLines.cells(header));
    for (String name : needed) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException(
            TraceLines.quoted(header)
                + " is no header with the columns "
                + String.join(", ", needed));
      }
    }
    return new Columns(names);
  }

  /** Returns the cells of a row. */
  String[] cells(String line) {
    String[] cells = TraceLines.cells(line);
    if (cells.length != names.size()) {
      throw new IllegalArgumentException(
          "%s has %d cells: needed are %d, %s"
              .formatted(
                  TraceLines.quoted(line), cells.length, names.size(), String.join(",", names)));
    }
    return cells;
  }

  /** Returns the cell of a column; the empty text if the trace has no such column. */
  String text(String[] cells, String name) {
    int at = names.indexOf(name);
    return at < 0 ? "" : cells[at];
  }

  /** Returns a count of tokens. */
  long tokens(String[] cells, String name) {
    String text = text(cells, name);
    try {
      return Long.parseUnsignedLong(text.replaceAll("\\.0+$", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          TraceLines.quoted(text) + " is no count of tokens: 0 or more", e);
    }
  }

  /** Returns a number of seconds in milliseconds, rounded down. */
  long millis(String[] cells, String name) {
    String text = text(cells, name);
    try {
      BigDecimal millis = new BigDecimal(text).movePointRight(3);
      if (millis.signum() >= 0 && millis.precision() - millis.scale() <= 15) {
        return millis.longValue();
      }
    } catch (NumberFormatException notANumber) {
      // Refused below, as a number out of range is.
    }
    throw new IllegalArgumentException(
        "%s is %s: needed are seconds, 0 or more".formatted(name, TraceLines.quoted(text)));
  }
}
