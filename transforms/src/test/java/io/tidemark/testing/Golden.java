package io.tidemark.testing;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Reads the golden cases, and runs each of them except those that are listed with a reason not to.
 * The files are in {@code golden} on the class path; the {@code NOTICE} beside them says where each
 * comes from.
 */
public final class Golden {

  private Golden() {}

  /** The root of a file of cases. */
  public static JsonNode read(String file) {
    try (InputStream cases = Golden.class.getResourceAsStream("/golden/" + file)) {
      if (cases == null) {
        throw new AssertionError("no golden cases on the class path: /golden/" + file);
      }
      return new ObjectMapper().readTree(cases);
    } catch (IOException e) {
      throw new AssertionError("golden cases are not JSON: " + file, e);
    }
  }

  /** The elements of an array, by their {@code id}. */
  public static Map<String, JsonNode> byId(JsonNode cases) {
    Map<String, JsonNode> byId = new LinkedHashMap<>();
    cases.forEach(each -> byId.put(each.get("id").asText(), each));
    return byId;
  }

  /** The fields of an object. */
  public static Map<String, JsonNode> byName(JsonNode cases) {
    Map<String, JsonNode> byName = new LinkedHashMap<>();
    cases.fields().forEachRemaining(field -> byName.put(field.getKey(), field.getValue()));
    return byName;
  }

  /** A test for each case that applies, and one that the others are exactly those listed. */
  public static Stream<DynamicTest> run(
      Map<String, JsonNode> cases,
      Map<String, String> notApplicable,
      BiConsumer<String, JsonNode> test) {
    List<DynamicTest> tests = new ArrayList<>();
    Set<String> skipped = new TreeSet<>();
    cases.forEach(
        (id, golden) -> {
          if (notApplicable.containsKey(id)) {
            skipped.add(id);
          } else {
            tests.add(DynamicTest.dynamicTest(id, () -> test.accept(id, golden)));
          }
        });
    tests.add(
        DynamicTest.dynamicTest(
            "skipped are " + skipped.size() + " of " + cases.size(),
            () -> assertThat(skipped, is(new TreeSet<>(notApplicable.keySet())))));
    return tests.stream();
  }
}
