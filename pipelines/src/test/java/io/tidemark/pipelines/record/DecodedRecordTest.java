package io.tidemark.pipelines.record;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import io.tidemark.pipelines.deadletter.Reason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecodedRecordTest {
  private static final RawRecord RAW =
      new RawRecord("t", 1, 2, 3, Map.of(), "abcdef".getBytes(StandardCharsets.UTF_8));
  private static final Decoded NEEDED = new Decoded.Rejected(Reason.INVALID, "no", null);
  private static final Decoded SAFE = new Decoded.Rejected(Reason.FUTURE, "not yet", null);

  @Test
  void aNeighbourThatNeedsItsBytesDoesNotMakeTheOthersKeepTheirs() {
    DecodedRecord record =
        new DecodedRecord(
            RAW,
            List.of(SAFE, NEEDED, SAFE),
            List.of(new Span(0, 1), new Span(1, 2), new Span(3, 3)));
    DecodedRecord lean = record.withoutBytesOf(SAFE::equals);
    assertThat(lean.raw(0).isPlace(), is(true));
    assertThat(lean.raw(2).isPlace(), is(true));
    assertThat(lean.raw(2), is(RawRecord.placeOf(1, 2).part(2, new Span(0, 0))));
    assertThat(lean.raw(1), is(record.raw(1)));
    assertThat(text(lean.raw(1)), is("bc"));
    assertThat(lean.raw(1).index(), is(1));
  }

  @Test
  void aRecordWithoutNeedLeavesItsPlaceAlone() {
    DecodedRecord record = new DecodedRecord(RAW, List.of(SAFE), List.of(), Map.of("r", 2));
    DecodedRecord lean = record.withoutBytesOf(SAFE::equals);
    assertThat(lean.raw(), is(RawRecord.placeOf(1, 2)));
    assertThat(lean.skipped(), is(Map.of("r", 2)));
    DecodedRecord nothing = new DecodedRecord(RAW, List.of()).withoutBytesOf(SAFE::equals);
    assertThat(nothing.raw().isPlace(), is(true));
  }

  @Test
  void whatIsNeededWholeIsLeftAsItIs() {
    DecodedRecord record = new DecodedRecord(RAW, List.of(SAFE, NEEDED));
    assertThat(record.withoutBytesOf(SAFE::equals), sameInstance(record));
  }

  @Test
  void aPartOfAnExportIsAnExportOfItsOwn() {
    String json = "{\"r\":1}{\"s\":2}{\"l\":3}";
    RawRecord raw = new RawRecord("t", 1, 2, 3, Map.of(), json.getBytes(StandardCharsets.UTF_8));
    OtlpPart all =
        new OtlpPart(OtlpForm.JSON_TRACES, new Span(0, 7), new Span(7, 7), new Span(14, 7));
    assertThat(
        text(raw.part(0, all)),
        is(
            "{\"resourceSpans\":[{\"resource\":{\"r\":1},\"scopeSpans\":"
                + "[{\"scope\":{\"s\":2},\"spans\":[{\"l\":3}]}]}]}"));
    OtlpPart bare = new OtlpPart(OtlpForm.JSON_LOGS, null, null, new Span(14, 7));
    assertThat(
        text(raw.part(0, bare)),
        is("{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"l\":3}]}]}]}"));
  }

  private static String text(RawRecord record) {
    return new String(record.value(), StandardCharsets.UTF_8);
  }
}
