package io.tidemark.pinned;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PinnedTest {

  private static final Pinned EXAMPLE =
      new Pinned("transforms", "example.txt", "Timers that were set are lost.");

  @Test
  void aRenamedTimerIsNamedWithItsStep() {
    assertThat(
        Pinned.difference(
            List.of("A  pardo", "  timer due", "B  pardo", "  timer due"),
            List.of("A  pardo", "  timer due", "B  pardo", "  timer soon")),
        is(List.of("- B  pardo  timer due", "+ B  pardo  timer soon")));
  }

  @Test
  void theFailureSaysHowToAccept() {
    String message =
        assertThrows(
                AssertionError.class,
                () -> EXAMPLE.check("A  pardo\n  timer due  PROCESSING_TIME\n"))
            .getMessage();
    assertThat(message, containsString("\n- A  pardo  timer due  EVENT_TIME\n"));
    assertThat(message, containsString("\n+ A  pardo  timer due  PROCESSING_TIME\n"));
    assertThat(message, containsString("\nTimers that were set are lost.\n"));
    assertThat(
        message,
        containsString(
            "cp transforms/target/example.txt" + " transforms/src/test/resources/example.txt"));
  }
}
