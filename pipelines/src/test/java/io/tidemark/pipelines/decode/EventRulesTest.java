package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.Decoded.Event;
import io.tidemark.pipelines.record.Decoded.Rejected;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventRulesTest {
  private static final String LOCAL = "2026-01-05T12:34:56.789";

  @Test
  void fieldThatIsADimensionRejectsItsEvent() {
    Decoded decoded = decoded(List.of("model", "provider"), "\"provider\":{}");
    assertThat(((Rejected) decoded).error(), is("provider is an object; a text is needed"));
    decoded = decoded(List.of("service"), "\"service\":\"" + "s".repeat(257) + "\"");
    assertThat(decoded instanceof Rejected, is(true));
  }

  @Test
  void metadataThatIsADimensionHasToFitAKey() {
    String tenant = "\"metadata\":{\"tenant\":\"" + "t".repeat(257) + "\"}";
    assertThat(
        ((Rejected) decoded(List.of("metadata.tenant"), tenant)).error(),
        is("metadata.tenant has 257 characters; as a dimension at most 256 are allowed"));
    Event kept = (Event) decoded(List.of("metadata.plan"), tenant);
    assertThat(kept.fieldsLeftOut(), is(0));
  }

  @Test
  void fieldThatIsNoDimensionIsLeftOut() {
    Event decoded = (Event) decoded(List.of("service"), "\"region\":[1],\"provider\":{}");
    PerformanceMetrics metrics = (PerformanceMetrics) decoded.event();
    assertThat(metrics.attribution().region(), is(nullValue()));
    assertThat(metrics.attribution().provider(), is(nullValue()));
    assertThat(decoded.fieldsLeftOut(), is(2));
  }

  @Test
  void timeWithoutAnOffsetIsUtcInEveryWrapping() {
    Decoders utc = Decoders.standard(10_000, new EventRules(true, List.of("model")));
    long expected = Instant.parse(LOCAL + "Z").toEpochMilli();
    String payload = Records.HEALTH.replace("\"timestamp\":\"" + LOCAL + "Z\",", "");
    for (var record :
        List.of(
            Records.of(Records.HEALTH.replace(LOCAL + "Z", LOCAL)),
            Records.of(
                "{\"event_type\":\"metric\",\"timestamp\":\""
                    + LOCAL
                    + "\",\"data\":"
                    + payload
                    + "}"),
            Records.of(
                "{\"specversion\":\"1.0\",\"type\":\"x\",\"time\":\""
                    + LOCAL
                    + "\",\"data\":"
                    + payload
                    + "}"),
            Records.withHeaders(Map.of("ce_specversion", "1.0", "ce_time", LOCAL), payload))) {
      Event decoded = (Event) utc.decode(record).get(0);
      assertThat(decoded.event().timestampMillis(), is(expected));
      assertThat(Decoders.standard(10_000).decode(record).get(0) instanceof Rejected, is(true));
    }
  }

  private static Decoded decoded(List<String> dimensions, String field) {
    String json = Records.PERFORMANCE.replace("}", "," + field + "}");
    return Decoders.standard(10_000, new EventRules(false, dimensions))
        .decode(Records.of(json))
        .get(0);
  }
}
