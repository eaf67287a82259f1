package io.tidemark.pipelines.row;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.change.ChangeKind;
import io.tidemark.pipelines.series.SeriesKey;
import java.nio.charset.StandardCharsets;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class RowCoderTest {

  private static final Table<Load> TABLE =
      Load.TABLE.withBytes(
          "status_sketch",
          load -> load.status() == null ? null : load.status().getBytes(StandardCharsets.UTF_8));

  private static Row withdrawn(String status) {
    Load load = new Load(1, status, 0.5);
    return TABLE.row(
        Entry.of(SeriesKey.of("gateway"), Load.change(ChangeKind.DELETE, load, Load.NOON, 7)));
  }

  @Test
  void aWithdrawnRowIsStoredWithItsBytes() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(RowCoder.of(TABLE), withdrawn("degraded"));
    CoderProperties.coderDecodeEncodeEqual(RowCoder.of(TABLE), withdrawn(null));
  }

  @Test
  void rowsAreEqualIfTheirBytesAre() {
    assertThat(withdrawn("degraded"), is(withdrawn("degraded")));
    assertThat(withdrawn("degraded"), is(not(withdrawn("healthy"))));
  }

  @Test
  void bytesAreNotPublished() {
    assertThat(
        RowJson.row(TABLE, withdrawn("degraded")),
        is(RowJson.row(Load.TABLE, withdrawn("degraded"))));
  }
}
