package io.tidemark.pipelines.decode.otlp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads usage and cost as the Langfuse SDK writes them: a JSON object as a text. Its own keys
 * exclude each other, so that those of the input add up to the input; the keys of OpenAI's API
 * ({@code prompt_tokens}) include their details.
 */
final class LangfuseDetails {
  private static final int MOST_KEYS = 64;

  private LangfuseDetails() {}

  /** Returns the token counts; all unknown for what is no such object. */
  static Usage usage(String json) {
    Map<String, Double> counts = numbers(json);
    if (counts.containsKey("input") || counts.containsKey("output")) {
      return ofOwnKeys(counts);
    }
    return new Usage(
        first(counts, "prompt_tokens", "input_tokens"),
        first(counts, "completion_tokens", "output_tokens"),
        first(
            counts,
            "prompt_tokens_details.cached_tokens",
            "input_tokens_details.cached_tokens",
            "cache_read_input_tokens"),
        first(counts, "cache_creation_input_tokens"),
        first(
            counts,
            "completion_tokens_details.reasoning_tokens",
            "output_tokens_details.reasoning_tokens"),
        first(counts, "total_tokens", "total"));
  }

  /** The parts are added here, so that nothing is left for the total to tell. */
  private static Usage ofOwnKeys(Map<String, Double> counts) {
    long read = Tokens.UNKNOWN;
    long write = Tokens.UNKNOWN;
    long reasoning = Tokens.UNKNOWN;
    long input = 0;
    long output = 0;
    for (Map.Entry<String, Double> entry : counts.entrySet()) {
      String key = entry.getKey();
      long count = count(entry.getValue());
      if (count < 0 || key.indexOf('.') >= 0 || key.endsWith("put_tokens")) {
        continue;
      }
      if (key.startsWith("input")) {
        input += count;
        if (key.contains("creation") || key.contains("write")) {
          write = Math.max(0, write) + count;
        } else if (key.contains("cache")) {
          read = Math.max(0, read) + count;
        }
      } else if (key.startsWith("output")) {
        output += count;
        reasoning = key.contains("reasoning") ? Math.max(0, reasoning) + count : reasoning;
      }
    }
    return new Usage(input, output, read, write, reasoning, input + output);
  }

  /** Returns the cost in US dollars: the total, else the sum of the parts; NaN for neither. */
  static double cost(String json) {
    Map<String, Double> costs = numbers(json);
    Double total = costs.get("total");
    if (total != null) {
      return total;
    }
    return costs.isEmpty()
        ? Double.NaN
        : costs.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  private static long first(Map<String, Double> counts, String... keys) {
    for (String key : keys) {
      Double number = counts.get(key);
      if (number != null) {
        return count(number);
      }
    }
    return Tokens.UNKNOWN;
  }

  private static long count(double number) {
    long count = Numbers.whole(number);
    return count == Numbers.NO_INTEGER ? Tokens.UNKNOWN : count;
  }

  /** Returns the numbers of an object, and those of objects in it by {@code outer.inner}. */
  private static Map<String, Double> numbers(String json) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    try (JsonParser parser = JsonReader.JSON.createParser(json)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        read(parser, "", numbers);
      }
    } catch (IOException noJson) {
      return Map.of();
    }
    return numbers;
  }

  private static void read(JsonParser parser, String prefix, Map<String, Double> numbers)
      throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token.isNumeric() && parser.getTextLength() < 64 && numbers.size() < MOST_KEYS) {
        numbers.put(name, Numbers.decimal(parser.getText()));
      } else if (token == JsonToken.START_OBJECT && prefix.isEmpty()) {
        read(parser, name + ".", numbers);
      } else {
        parser.skipChildren();
      }
    }
  }
}
