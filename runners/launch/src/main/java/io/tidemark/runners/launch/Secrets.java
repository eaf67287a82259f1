package io.tidemark.runners.launch;

import java.util.Comparator;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What must not appear in an answer: the values of properties that are passwords or keys, and every
 * value of a JAAS entry but the user's name.
 */
final class Secrets {
  private static final Pattern NAME =
      Pattern.compile("password|secret|credential|jaas|token|\\.key$|basic\\.auth");

  /** A name and its value; what identifies the client is no secret. */
  private static final Pattern JAAS_VALUE =
      Pattern.compile("(?!username|principal|serviceName)\\b\\w+\\s*=\\s*\"?'?([^\"';\\s]+)");

  /** The longest first, because one may be part of another. */
  private final TreeSet<String> secrets =
      new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(t -> t));

  Secrets(Map<String, String> properties) {
    properties.forEach(
        (name, value) -> {
          if (NAME.matcher(name).find()) {
            add(value);
            Matcher parts = JAAS_VALUE.matcher(value);
            while (parts.find()) {
              add(parts.group(1));
            }
          }
        });
  }

  private void add(String value) {
    if (!value.isBlank()) {
      secrets.add(value);
    }
  }

  /** Returns the text with {@code ***} in place of each secret. */
  String maskedIn(String text) {
    String masked = text;
    for (String secret : secrets) {
      masked = masked.replace(secret, "***");
    }
    return masked;
  }
}
