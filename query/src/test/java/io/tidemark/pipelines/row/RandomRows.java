package io.tidemark.pipelines.row;

import io.tidemark.pipelines.series.SeriesKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows of any table with any content, as the coders of the job could make them. */
public final class RandomRows {

  /** 2026-01-05T12:00:00Z. */
  public static final long NOON = 1_767_614_400_000L;

  private static final List<String> TEXTS =
      List.of("gpt-4o", "", "a,b=c\\d", "Zürich 東京 😀", "\"quoted\"\t\n", "z", "\uE000\uFB01");

  private final Table<?> table;
  private final Random random;

  public RandomRows(Table<?> table, long seed) {
    this.table = table;
    this.random = new Random(seed);
  }

  /** A row of the window, with random values for everything else. */
  public Row row(List<String> values, long start, long end, String pane, long version) {
    Object[] cells = new Object[table.columns().size()];
    List<Object> primaryKey = new ArrayList<>();
    for (int i = 0; i < cells.length; i++) {
      cells[i] = cell(table.columns().get(i), values, start, end, pane, version);
      if (table.columns().get(i).isKey()) {
        primaryKey.add(cells[i]);
      }
    }
    return new Row(cells, primaryKey, version, false);
  }

  /** The withdrawal of a row. */
  public Row withdrawal(Row row, long version) {
    Object[] cells = new Object[table.columns().size()];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = table.columns().get(i).name().equals("version") ? version : row.cell(i);
    }
    return new Row(cells, row.primaryKey(), version, true);
  }

  private Object cell(
      Column<?> column, List<String> values, long start, long end, String pane, long version) {
    List<String> names = table.dimensions();
    switch (column.name()) {
      case "key":
        return SeriesKey.of(values.toArray(String[]::new)).text(names);
      case "dimensions":
        java.util.Map<String, String> all = new java.util.LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
          all.put(names.get(i), values.get(i));
        }
        return RowJson.object(all);
      case "window_start":
        return start;
      case "window_end":
        return end;
      case "pane":
        return pane;
      case "version":
        return version;
      case "updated_at", "detected_at":
        return Math.floorDiv(version, 1000L);
      case "computation":
        return table.computation().id();
      case "metric":
        return "error_rate";
      default:
        return names.contains(column.name())
            ? values.get(names.indexOf(column.name()))
            : random(column);
    }
  }

  private Object random(Column<?> column) {
    switch (column.type()) {
      case TEXT:
        return TEXTS.get(random.nextInt(TEXTS.size()));
      case BIGINT:
        return random.nextBoolean() ? Long.valueOf(random.nextInt(1000)) : random.nextLong() >>> 1;
      case DOUBLE:
        return number();
      case TIMESTAMP:
        return NOON + random.nextInt(1_000_000_000);
      default:
        return null;
    }
  }

  private Object number() {
    return switch (random.nextInt(4)) {
      case 0 -> 0.0;
      case 1 -> random.nextInt(1000) / 8.0;
      case 2 -> Math.exp(random.nextGaussian() * 20);
      default -> random.nextDouble();
    };
  }
}
