package io.tidemark.pipelines;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;

/** The rooms of the pipelines, and which way their doors open. */
@AnalyzeClasses(packages = "io.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER_IN_A_CIRCLE =
      slices().matching("io.tidemark.pipelines.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ROOMS_OPEN_DOWNWARDS =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.tidemark.pipelines..")
          .layer("wiring")
          .definedBy("io.tidemark.pipelines")
          .layer("streams")
          .definedBy(
              "io.tidemark.pipelines.performance",
              "io.tidemark.pipelines.feedback",
              "io.tidemark.pipelines.health",
              "io.tidemark.pipelines.anomaly")
          .layer("sinks")
          .definedBy("io.tidemark.pipelines.sink..")
          .layer("sources")
          .definedBy("io.tidemark.pipelines.source..")
          .layer("decode")
          .definedBy("io.tidemark.pipelines.decode..")
          .layer("record")
          .definedBy("io.tidemark.pipelines.record")
          .layer("checkpoint")
          .definedBy("io.tidemark.pipelines.checkpoint")
          .layer("row")
          .definedBy("io.tidemark.pipelines.row")
          .layer("series")
          .definedBy("io.tidemark.pipelines.series")
          .layer("deadletter")
          .definedBy("io.tidemark.pipelines.deadletter")
          .layer("options")
          .definedBy("io.tidemark.pipelines.options")
          .layer("event")
          .definedBy("io.tidemark.pipelines.event")
          .whereLayer("wiring")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("streams")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("sinks")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("sources")
          .mayOnlyBeAccessedByLayers("wiring")
          .whereLayer("decode")
          .mayOnlyBeAccessedByLayers("wiring", "sources")
          .whereLayer("record")
          .mayOnlyBeAccessedByLayers("wiring", "sources", "decode")
          .whereLayer("checkpoint")
          .mayOnlyBeAccessedByLayers("wiring", "sinks")
          .whereLayer("row")
          .mayOnlyBeAccessedByLayers("wiring", "streams", "sinks")
          .whereLayer("series")
          .mayOnlyBeAccessedByLayers("wiring", "streams", "sinks", "row")
          .whereLayer("options")
          .mayOnlyBeAccessedByLayers("wiring", "sinks", "sources", "decode");

  @ArchTest
  static final ArchRule THE_ENGINE_OF_THE_LIBRARY_IS_NOT_API =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAPackage("io.tidemark.pipelines..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tidemark.internal..");
}
