package io.tidemark.pipelines.row;

import static io.tidemark.change.ChangeKind.INSERT;
import static io.tidemark.pipelines.row.Load.NOON;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.pipelines.series.SeriesKey;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ComputationTest {

  private static Computation of(String stream, String size) {
    return new Computation(
        stream, "fixed " + size, "component", new LinkedHashMap<>(Map.of("healthSize", size)));
  }

  /** {@code printf 'health\nhealthSize=1m' | sha256sum}. */
  @Test
  void theIdIsTheHashOfStreamAndSettings() {
    assertThat(of("health", "1m").id(), is("b7657c8a"));
    assertThat(of("health", "2m").id(), is(not("b7657c8a")));
    assertThat(of("other", "1m").id(), is(not("b7657c8a")));
  }

  @Test
  void aPublishedRowHasTheColumnOfTheTable() {
    Table<Load> table = Load.TABLE.withComputation(of("health", "1m"));
    Row row =
        table.row(Entry.of(SeriesKey.of("gateway"), Load.change(INSERT, Load.of(1), NOON, 1)));
    assertThat(
        new String(RowJson.row(table, row), StandardCharsets.UTF_8),
        containsString("\"computation\":\"b7657c8a\"}"));
  }

  /** Otherwise a run over files would refuse the same figures of another computation. */
  @Test
  void itIsNoFigureOfTheWindow() {
    Table<Load> table = Load.TABLE.withComputation(of("health", "1m"));
    Column<Load> column = table.columns().get(table.indexOf("computation"));
    assertThat(column.isMeasured(), is(false));
    assertThat(column.isUpdated(), is(true));
  }
}
