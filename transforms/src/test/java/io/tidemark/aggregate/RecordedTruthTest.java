package io.tidemark.aggregate;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every window of a recorded LLM trace, against the exact figures that PostgreSQL computed. */
class RecordedTruthTest {
  private static final Path TRUTH =
      Path.of(System.getProperty("tidemark.shared", "none"), "golden", "truth");
  private static final String ABSENT =
      "Skipped: no recorded trace is part of this repository. This test needs the Azure LLM inference"
          + " trace 2023 (github.com/Azure/AzurePublicDataset, CC BY 4.0) and its windows computed in"
          + " SQL, in golden/truth of the directory that -Dtidemark.shared names.";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "azure_code_tumbling_5m_key64.csv, 300000, 300000, 743",
    "azure_code_sliding_15m_1m_key64.csv, 900000, 60000, 4531",
  })
  void everyWindowEqualsTheTruth(String file, long size, long period, int windows)
      throws IOException {
    assumeTrue(Files.exists(TRUTH.resolve(file)), ABSENT);
    Map<String, List<double[]>> events = windows(size, period);
    List<Map<String, String>> rows = rows(file);
    assertThat(rows.size(), is(windows));
    assertThat(events.size(), is(windows));
    for (Map<String, String> row : rows) {
      String window = row.get("key") + "@" + row.get("window_start_ms");
      List<double[]> values = events.get(window);
      assertQuantiles(window, row, "ctx", values.stream().mapToDouble(v -> v[0]).toArray());
      assertQuantiles(window, row, "gen", values.stream().mapToDouble(v -> v[1]).toArray());
      assertTotals(row, values.stream().mapToDouble(v -> v[0] + v[1]).toArray());
    }
  }

  private static void assertTotals(Map<String, String> row, double[] values) {
    Moments moments = Moments.of(values);
    assertThat(moments.count(), is(Long.parseLong(row.get("n"))));
    assertThat(moments.sum(), is(Double.parseDouble(row.get("sum_total"))));
    assertThat(moments.min().getAsDouble(), is(Double.parseDouble(row.get("min_total"))));
    assertThat(moments.max().getAsDouble(), is(Double.parseDouble(row.get("max_total"))));
  }

  private static void assertQuantiles(
      String window, Map<String, String> row, String column, double[] values) {
    QuantileSketch sketch = QuantileSketch.create(0.01);
    for (double value : values) {
      sketch.add(value);
    }
    for (int percent : new int[] {50, 95, 99}) {
      String name = column + "_p" + percent + "_disc";
      double truth = Double.parseDouble(row.get(name));
      double allowed = sketch.isExact() ? 0 : 0.01 * truth;
      double estimate = sketch.quantile(percent / 100.0).getAsDouble();
      assertThat(window + " " + name, estimate, closeTo(truth, allowed));
    }
  }

  private static Map<String, List<double[]>> windows(long size, long period) throws IOException {
    Map<String, List<double[]>> windows = new HashMap<>();
    for (Map<String, String> event : rows("azure_code_events.csv")) {
      long time = Long.parseLong(event.get("ts"));
      double[] values = {
        Double.parseDouble(event.get("ctx")), Double.parseDouble(event.get("gen"))
      };
      for (long start = time - time % period; start > time - size; start -= period) {
        String window = event.get("key") + "@" + start;
        windows.computeIfAbsent(window, w -> new ArrayList<>()).add(values);
      }
    }
    return windows;
  }

  private static List<Map<String, String>> rows(String file) throws IOException {
    List<String> lines = Files.readAllLines(TRUTH.resolve(file));
    String[] columns = lines.get(0).split(",", -1);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",", -1);
      Map<String, String> row = new HashMap<>();
      for (int i = 0; i < columns.length; i++) {
        row.put(columns[i], cells[i]);
      }
      rows.add(row);
    }
    return rows;
  }
}
