package io.tidemark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The doors of the library stand apart from its engine, which is not API. */
@AnalyzeClasses(packages = "io.tidemark", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule NO_PACKAGES_DEPEND_ON_EACH_OTHER_IN_A_CIRCLE =
      slices().matching("io.tidemark.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_TRANSFORMS_USE_THE_ENGINE =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.tidemark.changelog", "io.tidemark.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tidemark.internal..");

  @ArchTest
  static final ArchRule THE_ENGINE_DOES_NOT_KNOW_THE_TRANSFORMS =
      noClasses()
          .that()
          .resideInAPackage("io.tidemark.internal..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.tidemark.changelog");

  @ArchTest
  static final ArchRule THE_OPERATORS_KNOW_NO_PIPELINE =
      noClasses()
          .that()
          .resideInAnyPackage("io.tidemark.internal.operator", "io.tidemark.internal.dedup")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("DoFn");
}
