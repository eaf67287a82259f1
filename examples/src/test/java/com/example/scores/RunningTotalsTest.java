package com.example.scores;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;

import org.junit.jupiter.api.Test;

class RunningTotalsTest {

  @Test
  void aCorrectedWindowCountsOnce() {
    assertThat(Printed.by(RunningTotals::main), contains("red 3", "red 7", "red 12"));
  }
}
