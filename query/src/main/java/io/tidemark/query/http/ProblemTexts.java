package io.tidemark.query.http;

import io.tidemark.query.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;

/** What {@code /problems/SLUG} tells: why it happens, and what to do. */
final class ProblemTexts {
  private static final Map<ProblemType, String> TEXTS = read();

  private ProblemTexts() {}

  static String of(ProblemType type) {
    return TEXTS.getOrDefault(type, type.title() + ".");
  }

  private static Map<ProblemType, String> read() {
    Properties properties = new Properties();
    try (InputStream in = ProblemTexts.class.getResourceAsStream("/problems.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("resource problems.properties cannot be read", e);
    }
    Map<ProblemType, String> texts = new EnumMap<>(ProblemType.class);
    for (ProblemType type : ProblemType.values()) {
      String text = properties.getProperty(type.slug());
      if (text == null) {
        throw new IllegalStateException("problems.properties has no " + type.slug());
      }
      texts.put(type, text);
    }
    return texts;
  }
}
