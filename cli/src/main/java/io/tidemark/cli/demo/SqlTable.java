package io.tidemark.cli.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * Formats the rows of a query as a table, with text aligned to the left and anything else to the
 * right.
 */
final class SqlTable {
  private SqlTable() {}

  /**
   * Returns the header and a line for each row. A column is as wide as its widest value; null is
   * {@code -}.
   */
  static List<String> lines(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      ResultSetMetaData columns = rows.getMetaData();
      List<List<String>> cells = new ArrayList<>();
      List<String> header = new ArrayList<>();
      boolean[] number = new boolean[columns.getColumnCount()];
      for (int i = 0; i < number.length; i++) {
        header.add(columns.getColumnLabel(i + 1));
        number[i] = !columns.getColumnClassName(i + 1).equals("java.lang.String");
      }
      cells.add(header);
      while (rows.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 0; i < number.length; i++) {
          String value = rows.getString(i + 1);
          row.add(value == null ? "-" : value);
        }
        cells.add(row);
      }
      return align(cells, number);
    }
  }

  private static List<String> align(List<List<String>> cells, boolean[] number) {
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < number.length; i++) {
        int column = i;
        int width = cells.stream().mapToInt(r -> r.get(column).length()).max().orElse(1);
        String format = "%" + (number[i] ? "" : "-") + width + "s";
        line.append("  ").append(format.formatted(row.get(i)));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
