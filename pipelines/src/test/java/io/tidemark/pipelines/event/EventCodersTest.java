package io.tidemark.pipelines.event;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.event.SystemHealth.Status;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.testing.CoderProperties;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;

class EventCodersTest {
  private static final PerformanceMetrics SPARSE_PERFORMANCE =
      new PerformanceMetrics(
          "id",
          1_767_616_496_789L,
          Attribution.of("model", null),
          842.5,
          TokenUsage.of(900, 210),
          0.0123,
          null,
          null);
  private static final PerformanceMetrics FULL_PERFORMANCE =
      new PerformanceMetrics(
          "idé",
          Long.MAX_VALUE,
          "",
          new Attribution("m", "m-1", "p", "r", "s", "chat", "prod", "t", "u", "s-1", "c"),
          Double.MAX_VALUE,
          0.0,
          Double.MIN_VALUE,
          new TokenUsage((1L << 53) - 1, 0, 3, 1_000_000_000_000L, 1),
          Double.MIN_VALUE,
          1.0,
          "rate_limited",
          "stop",
          false,
          Map.of("a", -1.0, "b", 2.0),
          Map.of("x", "", "", "\uD83D\uDE00"));
  private static final PerformanceMetrics UNKNOWN_PERFORMANCE =
      new PerformanceMetrics(
          "",
          0,
          Attribution.of("", null),
          Double.NaN,
          TokenUsage.NONE_KNOWN,
          Double.NaN,
          null,
          "refused");
  private static final UserFeedback UNKNOWN_FEEDBACK =
      new UserFeedback(
          "", 0, "s", null, null, null, null, null, null, null, null, null, null, null, Map.of());
  private static final UserFeedback SPARSE_FEEDBACK =
      new UserFeedback(
          "id", 0, "s", null, "r", null, null, false, false, false, false, false, null, null,
          Map.of());
  private static final UserFeedback FULL_FEEDBACK =
      new UserFeedback(
          "id",
          -1,
          "s",
          "u",
          "r",
          4.5,
          true,
          true,
          true,
          true,
          true,
          true,
          12.5,
          "fine",
          Map.of("a", "b"));
  private static final SystemHealth SPARSE_HEALTH =
      new SystemHealth("id", 0, "c", Status.HEALTHY, null, null, null, null, null, Map.of());
  private static final SystemHealth FULL_HEALTH =
      new SystemHealth("id", 0, "c", Status.UNHEALTHY, 1.0, 2.0, 3.0, 4.0, 5.0, Map.of("a", 6.0));

  private static final List<TelemetryEvent> ALL =
      List.of(
          SPARSE_PERFORMANCE,
          FULL_PERFORMANCE,
          UNKNOWN_PERFORMANCE,
          UNKNOWN_FEEDBACK,
          SPARSE_FEEDBACK,
          FULL_FEEDBACK,
          SPARSE_HEALTH,
          FULL_HEALTH);

  @Test
  void everyEventIsReadAsItWasWritten() throws Exception {
    for (TelemetryEvent event : ALL) {
      assertThat(CoderUtils.clone(TelemetryEventCoder.of(), event), is(event));
      CoderProperties.coderDecodeEncodeEqual(TelemetryEventCoder.of(), event);
      CoderProperties.coderDeterministic(TelemetryEventCoder.of(), event, event);
    }
    for (TelemetryEvent one : ALL) {
      for (TelemetryEvent other : ALL) {
        CoderProperties.coderConsistentWithEquals(TelemetryEventCoder.of(), one, other);
      }
    }
    CoderProperties.coderSerializable(TelemetryEventCoder.of());
  }

  @Test
  void anotherIdChangesNothingElse() {
    for (TelemetryEvent event : ALL) {
      TelemetryEvent other = event.withId("other");
      assertThat(other.id(), is("other"));
      assertThat(other.withId(event.id()), is(event));
    }
  }

  @Test
  void everyTypeHasItsOwnCoder() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(PerformanceMetricsCoder.of(), FULL_PERFORMANCE);
    CoderProperties.coderDecodeEncodeEqual(UserFeedbackCoder.of(), FULL_FEEDBACK);
    CoderProperties.coderDecodeEncodeEqual(SystemHealthCoder.of(), FULL_HEALTH);
  }

  @Test
  void everyCombinationOfTruthValuesIsReadAsItWasWritten() throws Exception {
    for (int bits = 0; bits < 1 << 6; bits++) {
      for (Boolean liked : new Boolean[] {null, (bits & 32) != 0}) {
        UserFeedback event =
            new UserFeedback(
                "id",
                0,
                "s",
                null,
                "r",
                null,
                liked,
                (bits & 1) != 0,
                (bits & 2) != 0,
                (bits & 4) != 0,
                (bits & 8) != 0,
                (bits & 16) != 0,
                null,
                null,
                Map.of());
        assertThat(CoderUtils.clone(UserFeedbackCoder.of(), event), is(event));
      }
    }
  }

  @Test
  void everyStatusIsReadAsItWasWritten() throws Exception {
    for (Status status : Status.values()) {
      SystemHealth event =
          new SystemHealth("id", 0, "c", status, null, null, null, null, null, Map.of());
      assertThat(CoderUtils.clone(SystemHealthCoder.of(), event), is(event));
    }
  }

  @Test
  void orderOfAMapDoesNotShowInTheBytes() throws Exception {
    assertThat(
        Arrays.equals(bytes(withMetrics("a", "b", "c")), bytes(withMetrics("c", "b", "a"))),
        is(true));
  }

  @Test
  void typicalEventTakesFewBytes() throws Exception {
    assertThat(
        CoderUtils.encodeToByteArray(TelemetryEventCoder.of(), SPARSE_PERFORMANCE).length, is(43));
  }

  @Test
  void unknownVersionIsToldWithBoth() throws Exception {
    byte[] bytes = CoderUtils.encodeToByteArray(SystemHealthCoder.of(), FULL_HEALTH);
    bytes[0] = 9;
    CoderException e =
        assertThrows(
            CoderException.class,
            () -> CoderUtils.decodeFromByteArray(SystemHealthCoder.of(), bytes));
    assertThat(
        e.getMessage(),
        containsString("stored health reports have version 9; this release reads 1"));
  }

  @Test
  void everyCutIsNoticed() throws Exception {
    for (TelemetryEvent event : ALL) {
      byte[] bytes = CoderUtils.encodeToByteArray(TelemetryEventCoder.of(), event);
      for (int length = 0; length < bytes.length; length++) {
        byte[] cut = Arrays.copyOf(bytes, length);
        assertThrows(
            IOException.class,
            () -> TelemetryEventCoder.of().decode(new ByteArrayInputStream(cut)));
      }
    }
  }

  @Test
  void absurdLengthDoesNotExhaustMemory() {
    byte[] twoGigabytes = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
    assertThrows(
        EOFException.class, () -> BinaryFormat.readBytes(new ByteArrayInputStream(twoGigabytes)));
  }

  @Test
  void aStoredNumberOfMoreThan32BitsIsRefusedWhereOneOf32Is() throws IOException {
    byte[] largest = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    assertThat(BinaryFormat.readInt(new ByteArrayInputStream(largest)), is(-1));
    byte[] beyond = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10};
    CoderException e =
        assertThrows(
            CoderException.class, () -> BinaryFormat.readInt(new ByteArrayInputStream(beyond)));
    assertThat(e.getMessage(), is("a stored number is 4294967296; one of 32 bits is needed"));
  }

  private static SystemHealth withMetrics(String... names) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (String name : names) {
      metrics.put(name, (double) name.charAt(0));
    }
    return new SystemHealth("id", 0, "c", Status.HEALTHY, null, null, null, null, null, metrics);
  }

  private static byte[] bytes(SystemHealth event) throws CoderException {
    Coder<SystemHealth> coder = SystemHealthCoder.of();
    return CoderUtils.encodeToByteArray(coder, event);
  }
}
