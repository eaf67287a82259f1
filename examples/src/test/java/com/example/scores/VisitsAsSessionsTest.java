package com.example.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import org.junit.jupiter.api.Test;

class VisitsAsSessionsTest {

  @Test
  void theVisitsThatALatePageJoinsAreDeletedBeforeTheJoinedOneIsInserted() {
    assertThat(
        Printed.by(VisitsAsSessions::main),
        contains(
            "ann +I([2026-01-01T12:00:00.000Z..2026-01-01T12:10:00.000Z), 1, ON_TIME 0)",
            "ann +I([2026-01-01T12:15:00.000Z..2026-01-01T12:25:00.000Z), 1, ON_TIME 0)",
            "ann -D([2026-01-01T12:00:00.000Z..2026-01-01T12:10:00.000Z), 1, ON_TIME 0)",
            "ann -D([2026-01-01T12:15:00.000Z..2026-01-01T12:25:00.000Z), 1, ON_TIME 0)",
            "ann +I([2026-01-01T12:00:00.000Z..2026-01-01T12:25:00.000Z), 3, LATE 0)"));
  }
}
