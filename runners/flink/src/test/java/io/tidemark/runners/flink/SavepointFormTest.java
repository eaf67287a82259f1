package io.tidemark.runners.flink;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.tidemark.pinned.GraphOutline;
import io.tidemark.pinned.Pinned;
import io.tidemark.pipelines.TidemarkPipeline;
import java.io.IOException;
import java.lang.invoke.SerializedLambda;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.runners.flink.Translation;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.apache.beam.sdk.util.construction.SplittableParDo.PrimitiveUnboundedRead;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What Flink matches a savepoint with a job by, read from the real pipeline, without a cluster.
 *
 * <p>An operator is found by its step's name, its states and timers by their ids. With each state
 * its coder is stored, and with each split of a source the source: as Java objects, which the next
 * release reads back before anything else.
 */
class SavepointFormTest {

  private static final String OURS = "io.tidemark.";

  private static final SerializedClasses classes = new SerializedClasses();
  private static SortedSet<String> operators;
  private static GraphOutline graph;

  @BeforeAll
  static void translate() {
    Pipeline pipeline =
        TidemarkPipeline.create(
            FlinkMain.options(
                new String[] {
                  "--bootstrapServers=127.0.0.1:1", "--jdbcUrl=jdbc:postgresql://127.0.0.1:1/x"
                }));
    operators =
        Translation.of(pipeline).getStreamNodes().stream()
            .map(StreamNode::getTransformationUID)
            .filter(Objects::nonNull)
            .collect(Collectors.toCollection(TreeSet::new));
    graph = GraphOutline.of(PipelineTranslation.toProto(pipeline));
    graph.coders().forEach(classes::add);
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            if (node.getTransform() instanceof PrimitiveUnboundedRead<?> read) {
              classes.add(read.getSource());
            }
          }
        });
  }

  @Test
  void namesIdsCodersAndStoredClassesAreThosePinned() throws IOException {
    new Pinned(
            "runners/flink",
            "savepoint.txt",
            "A job is restored from a savepoint by these names, ids, coders and classes: with one"
                + " gone Flink refuses to start it,\nand with --allowNonRestoredState forgets what"
                + " was kept there. Whoever runs this release must start\nwithout a savepoint.")
        .check(
            operators.stream().map(SavepointFormTest::kept).collect(Collectors.joining())
                + classes.text(OURS));
  }

  /** Otherwise the compiler makes the version up, of every method, and the next build another. */
  @Test
  void storedClassesOfOursSayTheirVersion() {
    List<String> silent =
        classes.all().stream()
            .filter(stored -> stored.getName().startsWith(OURS))
            // Java stores a record without a version, and an enum by its name.
            .filter(stored -> !stored.isRecord() && !stored.isEnum() && !declaresVersion(stored))
            .map(Class::getName)
            .toList();
    assertThat(silent, is(List.of()));
  }

  @Test
  void noLambdaIsStored() {
    assertThat(classes.all(), not(hasItem(SerializedLambda.class)));
  }

  /** The operator, and its states and timers. */
  private static String kept(String operator) {
    String step = graph.text(operator::equals);
    return step.isBlank()
        ? operator + "\n"
        : step.lines()
            .filter(line -> !line.startsWith("  out "))
            .collect(Collectors.joining("\n", "", "\n"));
  }

  private static boolean declaresVersion(Class<?> stored) {
    return Stream.of(stored.getDeclaredFields())
        .anyMatch(field -> field.getName().equals("serialVersionUID"));
  }
}
