package io.tidemark.pipelines.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.tidemark.pipelines.deadletter.DeadLetter;
import io.tidemark.pipelines.deadletter.DeadLetterCoder;
import io.tidemark.pipelines.deadletter.Reason;
import io.tidemark.pipelines.decode.Records;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.SystemHealth.Status;
import io.tidemark.pipelines.event.SystemHealthCoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;

class RecordCodersTest {
  private static final SystemHealth EVENT =
      new SystemHealth("h", 5, "c", Status.HEALTHY, null, null, null, null, null, Map.of());
  private static final RawRecord RAW =
      new RawRecord("t", 3, 1L << 40, -1, Map.of("a", "b", "c", ""), new byte[] {0, -1, 10});

  @Test
  void rawRecordIsReadAsItWasWritten() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(RawRecordCoder.of(), RAW);
    CoderProperties.coderDecodeEncodeEqual(RawRecordCoder.of(), Records.of(new byte[0]));
    Bytes part = new Bytes(new byte[] {9, 0, -1, 10, 9}, 1, 3);
    CoderProperties.coderDecodeEncodeEqual(
        RawRecordCoder.of(), new RawRecord("t", 3, 1, -1, Map.of(), part));
    CoderProperties.coderDecodeEncodeEqual(RawRecordCoder.of(), RAW.part(300, new Span(0, 1)));
    CoderProperties.coderDeterministic(RawRecordCoder.of(), RAW, RAW);
  }

  @Test
  void outcomeIsReadAsItWasWritten() throws Exception {
    for (Decoded decoded :
        List.of(
            new Decoded.Event(EVENT),
            new Decoded.Event(EVENT, 300),
            new Decoded.Rejected(Reason.FUTURE, "later", 17L),
            new Decoded.Rejected(Reason.MALFORMED, "", null))) {
      CoderProperties.coderDecodeEncodeEqual(DecodedCoder.of(), decoded);
      CoderProperties.coderDecodeEncodeEqual(
          DecodedRecordCoder.of(), new DecodedRecord(RAW, List.of(decoded, decoded)));
      CoderProperties.coderDecodeEncodeEqual(
          DecodedRecordCoder.of(),
          new DecodedRecord(
              RAW, List.of(decoded, decoded), List.of(new Span(0, 1), new Span(1, 0))));
    }
    CoderProperties.coderDecodeEncodeEqual(
        DecodedRecordCoder.of(),
        new DecodedRecord(RAW, List.of(), List.of(), Map.of("operation", 300, "no_request", 1)));
    Decoded event = new Decoded.Event(EVENT);
    Span span = new Span(1, 2);
    CoderProperties.coderDecodeEncodeEqual(
        DecodedRecordCoder.of(),
        new DecodedRecord(
            RAW,
            List.of(event, event, event),
            List.of(
                new OtlpPart(OtlpForm.JSON_LOGS, null, span, span),
                NoBytes.OF_THIS,
                new OtlpPart(
                    OtlpForm.PROTOBUF, new Span(0, 0), null, new Span(1 << 20, 1 << 20)))));
  }

  @Test
  void eventWithItsSourceIsReadAsItWasWritten() throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        WithSourceCoder.of(SystemHealthCoder.of()), new WithSource<>(EVENT, RAW));
    CoderProperties.coderDecodeEncodeEqual(
        WithSourceCoder.of(SystemHealthCoder.of()),
        new WithSource<>(EVENT, RawRecord.placeOf(3, 1L << 40)));
    CoderProperties.coderDecodeEncodeEqual(
        WithSourceCoder.of(SystemHealthCoder.of()),
        new WithSource<>(EVENT, RawRecord.placeOf(3, 1L << 40).part(200, new Span(0, 0))));
    for (boolean readBefore : new boolean[] {false, true}) {
      Resumed resumed = new Resumed(-9_223_372_036_854_775L, readBefore);
      CoderProperties.coderDecodeEncodeEqual(
          WithSourceCoder.of(SystemHealthCoder.of()),
          new WithSource<>(EVENT, RawRecord.placeOf(3, 1L << 40, resumed)));
      CoderProperties.coderDecodeEncodeEqual(
          RawRecordCoder.of(), new RawRecord("t", 3, 4, 5, Map.of(), Bytes.NONE, 7, resumed));
    }
    CoderProperties.coderSerializable(WithSourceCoder.of(SystemHealthCoder.of()));
  }

  @Test
  void deadLetterIsReadAsItWasWritten() throws Exception {
    for (Long eventTime : new Long[] {null, 17L}) {
      CoderProperties.coderDecodeEncodeEqual(
          DeadLetterCoder.of(),
          new DeadLetter(
              Reason.INVALID, "Decode", "é", new byte[] {0, -1}, eventTime, "t", 2, 1L << 40, 3));
      CoderProperties.coderDecodeEncodeEqual(
          DeadLetterCoder.of(),
          new DeadLetter(
              Reason.INVALID, "Decode", "", new byte[0], eventTime, "t", 2, 1L << 40, 999, 3));
    }
  }

  @Test
  void aDeadLetterThatIsFedInAgainCountsUp() {
    Map<String, Integer> counts = new HashMap<>();
    counts.put("0", 0);
    counts.put("2", 2);
    counts.put("999999999", 999_999_999);
    for (String garbage : List.of("", "-1", "+1", " 1", "1.0", "one", "1000000000", "\u0661")) {
      counts.put(garbage, 0);
    }
    counts.forEach(
        (header, count) -> {
          RawRecord again =
              new RawRecord("t", 1, 2, 3, Map.of(RawRecord.RETRY_COUNT, header), new byte[] {1, 2});
          for (RawRecord raw : List.of(again, again.part(0, new Span(0, 1)))) {
            assertThat(header, raw.isFedInAgain(), is(true));
            assertThat(
                header,
                raw.deadLetter(Reason.INVALID, "Decode", "error", null).retryCount(),
                is(count));
          }
        });
    assertThat(RAW.isFedInAgain(), is(false));
    assertThat(RAW.deadLetter(Reason.INVALID, "Decode", "error", null).retryCount(), is(0));
  }

  @Test
  void deadLettersOfOneRecordHaveIdsOfTheirOwn() {
    assertThat(letter(DeadLetter.WHOLE).id(), is("t/2/7/Decode/9ae16a3b2f90404f"));
    assertThat(letter(0).id(), is("t/2/7#0/Decode/9ae16a3b2f90404f"));
    assertThat(letter(12).id(), is("t/2/7#12/Decode/9ae16a3b2f90404f"));
    assertThat(letter(0).equals(letter(1)), is(false));
  }

  private static DeadLetter letter(int index) {
    return new DeadLetter(
        Reason.INVALID, "Decode", "error", new byte[0], null, "t", 2, 7, index, 0);
  }
}
