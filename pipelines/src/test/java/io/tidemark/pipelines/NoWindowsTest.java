package io.tidemark.pipelines;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.junit.jupiter.api.Test;

/** {@code --fixedSize=none} and {@code --slidingSize=none}. */
class NoWindowsTest {

  @Test
  void withoutFixedWindowsOnlySlidingOnesAreWritten() {
    List<String> steps = steps("--fixedSize=none");
    assertThat(steps, hasItem(startsWith("Performance/PublishSliding")));
    assertThat(steps, hasItem(startsWith("Performance/PublishAnomalies")));
    assertThat(steps, everyItem(not(startsWith("Performance/PublishPerformance"))));
  }

  @Test
  void withoutSlidingWindowsThereAreNoAnomalies() {
    List<String> steps = steps("--slidingSize=none");
    assertThat(steps, hasItem(startsWith("Performance/PublishPerformance")));
    assertThat(steps, everyItem(not(startsWith("Performance/PublishSliding"))));
    assertThat(steps, everyItem(not(startsWith("Performance/PublishAnomalies"))));
  }

  @Test
  void performanceNeedsSomeWindows() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> steps("--fixedSize=none", "--slidingSize=none"));
    assertThat(
        refused.getMessage(),
        is(
            "--fixedSize=none: give it a duration, or --slidingSize one: performance needs some"
                + " windows"));
  }

  private static List<String> steps(String... sizes) {
    List<String> arguments = new ArrayList<>(List.of(sizes));
    arguments.add("--bootstrapServers=broker:9092");
    List<String> names = new ArrayList<>();
    TidemarkPipeline.create(
            PipelineOptionsFactory.fromArgs(arguments.toArray(String[]::new))
                .as(TidemarkOptions.class))
        .traverseTopologically(
            new Pipeline.PipelineVisitor.Defaults() {
              @Override
              public void visitPrimitiveTransform(TransformHierarchy.Node node) {
                names.add(node.getFullName());
              }
            });
    return names;
  }
}
