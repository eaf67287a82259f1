package io.tidemark.changelog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.change.Change;
import io.tidemark.change.ChangeCoder;
import io.tidemark.firing.Firing;
import java.util.Set;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SetCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.testing.TestPipeline;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.Sum;
import org.apache.beam.sdk.transforms.windowing.FixedWindows;
import org.apache.beam.sdk.transforms.windowing.Window;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.joda.time.Duration;
import org.junit.jupiter.api.Test;

/** Keys whose coder writes equal ones differently: two equal sets would be two keys. */
class KeyCodersTest {
  private static final Coder<Set<String>> SETS = SetCoder.of(StringUtf8Coder.of());
  private static final FixedWindows MINUTES = FixedWindows.of(Duration.standardMinutes(1));

  private final TestPipeline pipeline = TestPipeline.create().enableAbandonedNodeEnforcement(false);

  @Test
  void aChangelogRefusesThem() {
    assertThat(
        refusal(
            values(VarIntCoder.of()),
            Changelog.<Set<String>, Integer>perKey(Sum.ofIntegers())
                .into("Total", MINUTES, Firing.onTime())),
        is(message("Changelog")));
  }

  @Test
  void aChangelogOfBatchesRefusesThem() {
    assertThat(
        refusal(
            pipeline.apply(Create.of(1)),
            Changelog.<Set<String>, Integer>perKey(Sum.ofIntegers())
                .into("Total", MINUTES, Firing.onTime())
                .ofBatches(
                    (batch, timestamp, out) -> out.output(Set.of(), batch, 0),
                    SETS,
                    VarIntCoder.of())),
        is(message("Changelog")));
  }

  @Test
  void aPaneChangelogRefusesThem() {
    assertThat(
        refusal(
            values(VarIntCoder.of()).apply(Window.into(MINUTES)),
            PaneChangelog.<Set<String>, Integer>perKey()),
        is(message("PaneChangelog")));
  }

  @Test
  void consolidationRefusesThem() {
    PCollection<KV<Set<String>, Change<Integer>>> changes =
        values(ChangeCoder.of(VarIntCoder.of()));
    assertThat(refusal(changes, Consolidate.latest()), is(message("Consolidate")));
    assertThat(
        refusal(changes, Consolidate.sumOfLongs(Integer::longValue)), is(message("Consolidate")));
  }

  @Test
  void soAreGroupsOfATotal() {
    PCollection<KV<String, Change<Integer>>> changes =
        pipeline.apply(
            Create.empty(KvCoder.of(StringUtf8Coder.of(), ChangeCoder.of(VarIntCoder.of()))));
    assertThat(
        refusal(
            changes,
            Consolidate.<String, Integer>sumOfLongs(Integer::longValue).withGroupBy(Set::of, SETS)),
        is(message("Consolidate")));
  }

  private <V> PCollection<KV<Set<String>, V>> values(Coder<V> coder) {
    return pipeline.apply(Create.empty(KvCoder.of(SETS, coder)));
  }

  private static <T> String refusal(PCollection<T> input, PTransform<PCollection<T>, ?> by) {
    return assertThrows(
            IllegalStateException.class, () -> by.expand(input), "the coder was accepted")
        .getMessage();
  }

  private static String message(String transform) {
    return transform
        + " needs a deterministic coder of its keys, not SetCoder(StringUtf8Coder), with which"
        + " equal keys may be taken for different ones: set another coder on the input, or choose"
        + " another type of key";
  }
}
