package io.tidemark.pipelines.decode;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.tidemark.pipelines.decode.EventForms.Form;
import io.tidemark.pipelines.record.Decoded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The schema of events against the decoders: what it accepts, they accept. */
class EventSchemaTest {
  private static final JsonSchema SCHEMA = schema();
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Decoders decoders = Decoders.standard(10_000);

  private static JsonSchema schema() {
    try (InputStream in = EventSchema.open()) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is no JSON, as {@code NaN}, is not accepted either. */
  private static boolean accepts(String json) {
    try {
      return SCHEMA.validate(JSON.readTree(json)).isEmpty();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("io.tidemark.pipelines.decode.EventFormsTest#forms")
  void whatTheSchemaAcceptsIsNoDeadLetter(Map<String, String> others, Form form) throws Exception {
    String json = EventFormsTest.event(others, form);
    if (accepts(json)) {
      assertThat(decoders.decode(Records.of(json)).get(0), instanceOf(Decoded.Event.class));
    }
  }

  /** Otherwise a schema that accepts nothing would pass the test above. */
  @Test
  void itAcceptsThePlainFormsOfThoseThatTheDecodersTake() throws Exception {
    long accepted = 0;
    long taken = 0;
    for (var arguments : EventFormsTest.forms().toList()) {
      @SuppressWarnings("unchecked")
      Map<String, String> others = (Map<String, String>) arguments.get()[0];
      String json = EventFormsTest.event(others, (Form) arguments.get()[1]);
      accepted += accepts(json) ? 1 : 0;
      taken += decoders.decode(Records.of(json)).get(0) instanceof Decoded.Event ? 1 : 0;
    }
    assertThat(accepted + " of " + taken, is("70 of 149"));
  }

  @Test
  void theEventsOfThePageAndOfTheTestsFit() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "events.md"));
    List<String> events =
        Pattern.compile("\\{\"type\":\"(?:performance|user|system)_[^}]*}")
            .matcher(page)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(events, hasSize(3));
    for (String event : events) {
      assertThat(SCHEMA.validate(JSON.readTree(event)), is(empty()));
    }
    for (String event : List.of(Records.PERFORMANCE, Records.FEEDBACK, Records.HEALTH)) {
      assertThat(SCHEMA.validate(JSON.readTree(event)), is(empty()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'trace','timestamp':'2026-01-05T12:00:00Z'}",
        "{'type':'performance_metrics'}",
        "{'type':'performance_metrics','timestamp':'2026-01-05T12:00:00'}",
        "{'type':'performance_metrics','timestamp':'2026-01-05T12:00:00Z','latency_ms':-1}",
        "{'type':'performance_metrics','timestamp':'2026-01-05T12:00:00Z','latency_ms':'1'}",
        "{'type':'user_feedback','timestamp':'2026-01-05T12:00:00Z'}",
        "{'type':'user_feedback','timestamp':'2026-01-05T12:00:00Z','session_id':' None '}",
        "{'type':'user_feedback','timestamp':'2026-01-05T12:00:00Z','session_id':'s','rating':6}",
        "{'type':'system_health','timestamp':'2026-01-05T12:00:00Z','component':'g','status':'up'}",
        "[]"
      })
  void whatAProducerShouldNotWriteIsRefused(String event) throws Exception {
    JsonNode json = JSON.readTree(event.replace('\'', '"'));
    assertThat(SCHEMA.validate(json), is(not(empty())));
  }
}
