package io.tidemark.pipelines.price;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes prices in the own format, one a line, exactly and always in the same way. */
final class OwnWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final JsonGenerator out;

  private OwnWriter(JsonGenerator out) {
    this.out = out;
  }

  static String write(List<PriceEntry> entries, Map<String, String> aliases) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(text)) {
      out.writeStartObject();
      out.writeStringField("currency", "USD");
      out.writeArrayFieldStart("prices");
      for (PriceEntry entry : entries) {
        out.writeRaw('\n');
        new OwnWriter(out).write(entry);
      }
      out.writeEndArray();
      out.writeObjectFieldStart("aliases");
      for (Map.Entry<String, String> alias : new TreeMap<>(aliases).entrySet()) {
        out.writeStringField(alias.getKey(), alias.getValue());
      }
      out.writeEndObject();
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write(PriceEntry entry) throws IOException {
    out.writeStartObject();
    if (entry.provider() != null) {
      out.writeStringField("provider", entry.provider());
    }
    writeModel(entry.match());
    Tariff tariff = entry.tariff();
    if (tariff.fromMillis() != Tariff.ALWAYS) {
      out.writeStringField("from", Instant.ofEpochMilli(tariff.fromMillis()).toString());
    }
    if (tariff.hours() != null) {
      out.writeStringField("hours", tariff.hours().toString());
    }
    write(tariff.base());
    if (tariff.base().request() != Rates.UNKNOWN) {
      out.writeFieldName("request");
      out.writeNumber(Amounts.dollars(tariff.base().request()));
    }
    if (!tariff.above().isEmpty()) {
      writeAbove(tariff.above());
    }
    out.writeEndObject();
  }

  private void writeModel(Match match) throws IOException {
    if (match instanceof Match.Equals exact && !exact.text().contains("*")) {
      out.writeStringField("model", exact.text());
    } else if (match instanceof Match.StartsWith prefix && !prefix.text().contains("*")) {
      out.writeStringField("model", prefix.text() + "*");
    } else {
      out.writeFieldName("match");
      writeMatch(match);
    }
  }

  private void writeMatch(Match match) throws IOException {
    out.writeStartObject();
    if (match instanceof Match.Equals leaf) {
      out.writeStringField("equals", leaf.text());
    } else if (match instanceof Match.StartsWith leaf) {
      out.writeStringField("starts_with", leaf.text());
    } else if (match instanceof Match.EndsWith leaf) {
      out.writeStringField("ends_with", leaf.text());
    } else if (match instanceof Match.Contains leaf) {
      out.writeStringField("contains", leaf.text());
    } else if (match instanceof Match.Regex leaf) {
      out.writeStringField("regex", leaf.regex());
    } else if (match instanceof Match.AnyOf any) {
      writeParts("or", any.parts());
    } else if (match instanceof Match.AllOf all) {
      writeParts("and", all.parts());
    }
    out.writeEndObject();
  }

  private void writeParts(String name, List<Match> parts) throws IOException {
    out.writeArrayFieldStart(name);
    for (Match part : parts) {
      writeMatch(part);
    }
    out.writeEndArray();
  }

  private void writeAbove(List<Tariff.Above> steps) throws IOException {
    out.writeArrayFieldStart("above");
    for (Tariff.Above step : steps) {
      out.writeStartObject();
      out.writeNumberField("input_tokens", step.inputTokens());
      write(step.rates());
      out.writeEndObject();
    }
    out.writeEndArray();
  }

  private void write(Rates rates) throws IOException {
    write("input", rates.input());
    write("cache_read", rates.cacheRead());
    write("cache_write", rates.cacheWrite());
    write("output", rates.output());
    write("reasoning", rates.reasoning());
  }

  private void write(String name, long pico) throws IOException {
    if (pico != Rates.UNKNOWN) {
      out.writeFieldName(name);
      out.writeNumber(Amounts.perMillion(pico));
    }
  }
}
