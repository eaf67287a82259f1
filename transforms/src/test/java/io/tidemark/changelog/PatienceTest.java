package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import org.apache.beam.sdk.transforms.windowing.BoundedWindow;
import org.apache.beam.sdk.util.SerializableUtils;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final Instant NONE = BoundedWindow.TIMESTAMP_MIN_VALUE;
  private static final Instant SOME = new Instant(Patience.FIRST_WATERMARK);

  private final Patience patience = new Patience(100);

  @Test
  void waitsFromTheFirstInputOnUntilTimeIsUp() {
    assertThat(patience.awaits(NONE, 1_000), is(true));
    assertThat(patience.until(), is(1_100L));
    assertThat(patience.awaits(NONE, 1_099), is(true));
    assertThat(patience.awaits(NONE, 1_100), is(false));
    assertThat(patience.awaits(NONE, 1_099), is(false));
  }

  @Test
  void anyWatermarkEndsIt() {
    assertThat(patience.awaits(NONE, 1_000), is(true));
    assertThat(patience.awaits(SOME, 1_001), is(false));
    assertThat(patience.awaits(NONE, 1_002), is(false));
  }

  @Test
  void aRestartedWorkerWaitsAnew() {
    assertThat(patience.awaits(SOME, 1_000), is(false));
    assertThat(SerializableUtils.clone(patience).awaits(NONE, 2_000), is(true));
  }

  @Test
  void zeroNeverWaits() {
    assertThat(new Patience(0).awaits(NONE, 1_000), is(false));
  }
}
