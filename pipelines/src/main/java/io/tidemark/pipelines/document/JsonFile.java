package io.tidemark.pipelines.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Reads a whole JSON file. Numbers are read exactly, as decimals. Of two entries of an object with
 * one name the last counts, as for most programs that write JSON, unless names must be unique.
 */
public final class JsonFile {
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION).build();

  private final String name;
  private final boolean uniqueNames;
  private final Problems problems;

  private JsonFile(String name, boolean uniqueNames, Problems problems) {
    this.name = name;
    this.uniqueNames = uniqueNames;
    this.problems = problems;
  }

  /**
   * Returns the bytes of a file, in any file system that Beam knows; null if it cannot be read,
   * which is then a problem.
   */
  public static byte @Nullable [] bytes(String file, Problems problems) {
    try (var in = NamedFile.open(file)) {
      return in.readAllBytes();
    } catch (IOException | IllegalArgumentException e) {
      problems.add(file + " cannot be read: " + e.getMessage());
      return null;
    }
  }

  /**
   * Returns the value that the file is; null if it is not JSON, which is then a problem.
   *
   * @param name of the file, for messages
   * @param json in UTF-8
   * @param uniqueNames whether a name that stands twice in an object is a problem
   */
  public static @Nullable Entry parse(
      String name, byte[] json, boolean uniqueNames, Problems problems) {
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() == null) {
        problems.add(name, 1, "the file is empty; JSON is needed");
        return null;
      }
      Entry root = new JsonFile(name, uniqueNames, problems).read(parser);
      if (parser.nextToken() != null) {
        problems.add(name, line(parser), "something follows the end of the JSON value");
      }
      return root;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      problems.add(name, line, "not JSON: " + e.getOriginalMessage());
    } catch (IOException e) {
      problems.add(name, 1, "not JSON: " + e.getMessage());
    }
    return null;
  }

  private Entry read(JsonParser parser) throws IOException {
    int line = line(parser);
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> new Entry(object(parser), line);
      case START_ARRAY -> new Entry(array(parser), line);
      case VALUE_STRING -> new Entry(parser.getText(), line);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Entry(parser.getDecimalValue(), line);
      case VALUE_TRUE, VALUE_FALSE -> new Entry(token == JsonToken.VALUE_TRUE, line);
      default -> new Entry(null, line);
    };
  }

  private Map<String, Entry> object(JsonParser parser) throws IOException {
    Map<String, Entry> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int line = line(parser);
      parser.nextToken();
      Entry before = entries.put(key, read(parser));
      if (before != null && uniqueNames) {
        problems.add(
            name, line, "\"" + key + "\" stands there twice, first on line " + before.line());
      }
    }
    return entries;
  }

  private List<Entry> array(JsonParser parser) throws IOException {
    List<Entry> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(read(parser));
    }
    return elements;
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
