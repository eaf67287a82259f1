package io.tidemark.pipelines.changelog;

import io.tidemark.pinned.PinnedBytes;
import io.tidemark.pipelines.changelog.Standing.StandingCoder;
import java.util.List;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class StandingTest {

  @Test
  void coderGivesBackWhatItWasGiven() throws Exception {
    for (Standing standing :
        List.of(new Standing(0, 0), new Standing(1, 2), new Standing(-1, Long.MAX_VALUE))) {
      CoderProperties.coderDecodeEncodeEqual(StandingCoder.of(), standing);
      CoderProperties.coderDeterministic(StandingCoder.of(), standing, standing);
    }
    CoderProperties.coderSerializable(StandingCoder.of());
  }

  @Test
  void itsBytesAreThosePinned() throws Exception {
    new PinnedBytes()
        .with("Standing", StandingCoder.of(), new Standing(1, 1_767_225_600_000_000L))
        .check("pipelines", "bytes-of-standing.txt");
  }
}
