package com.example.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import org.junit.jupiter.api.Test;

class RetractBeamPanesTest {

  @Test
  void aLatePaneWithAnotherValueWithdrawsTheOneOnTime() {
    assertThat(
        Printed.by(RetractBeamPanes::main),
        contains(
            "ann +I([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 3, ON_TIME 0)",
            "ann -U([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 3, ON_TIME 0)",
            "ann +U([2026-01-01T12:00:00.000Z..2026-01-01T12:05:00.000Z), 7, LATE 2)"));
  }
}
