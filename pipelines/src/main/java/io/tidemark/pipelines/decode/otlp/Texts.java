package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.record.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** What programs mean by the texts that they put into attributes, and what can be kept of them. */
final class Texts {
  /** The longest text that may become part of a key, in characters. */
  static final int LONGEST_IDENTIFIER = 256;

  /** The longest text that is kept at all, in characters. */
  static final int LONGEST_TEXT = 8_192;

  private static final int MOST_LISTED = 64;

  private Texts() {}

  /** Returns the text without blanks around it; null if it is blank or a word for none. */
  static @Nullable String orNone(String text) {
    String word = text.strip();
    return switch (word.length()) {
      case 0 -> null;
      case 3, 4, 9 ->
          switch (word) {
            case "nan", "NaN", "nil", "null", "NULL", "none", "None", "NONE", "undefined" -> null;
            default -> word;
          };
      default -> word;
    };
  }

  /** Returns whether every store can hold the text as part of a key. */
  static boolean isIdentifier(String text) {
    return text.length() <= LONGEST_IDENTIFIER && isStorable(text);
  }

  /** Returns whether every store can hold the text. */
  static boolean isText(String text) {
    return text.length() <= LONGEST_TEXT && isStorable(text);
  }

  /** Looks at pairs of surrogates only where there are some. */
  private static boolean isStorable(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0 || Character.isSurrogate(c)) {
        return Excerpt.isStorable(text);
      }
    }
    return true;
  }

  /** Returns what is kept of a text from which nothing is computed. */
  static String kept(int longest, String text) {
    return Excerpt.storable(text.length() <= longest ? text : Excerpt.first(longest, text));
  }

  /** Returns true or false for the words that programs print for them; null for others. */
  static @Nullable Boolean bool(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> true;
      case "false", "0", "no" -> false;
      default -> null;
    };
  }

  /** Returns true for a thumb up, false for a thumb down, null for any other text. */
  static @Nullable Boolean thumb(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_')) {
      case "up", "thumbs_up", "thumb_up", "like", "liked", "positive", "good", "+1", "👍" -> true;
      case "down",
              "thumbs_down",
              "thumb_down",
              "dislike",
              "disliked",
              "negative",
              "bad",
              "_1",
              "👎" ->
          false;
      default -> null;
    };
  }

  /**
   * Returns the elements of an array that is written as a text, {@code ["a", "b"]} or {@code ['a',
   * 'b']}; the text itself if it is no array. Elements that have a comma or quotes in them are not
   * told apart: none of the values that are read here has them.
   */
  static List<String> listed(String text) {
    String array = text.strip();
    if (!array.startsWith("[") || !array.endsWith("]")) {
      return orNone(array) == null ? List.of() : List.of(array);
    }
    List<String> elements = new ArrayList<>();
    for (String part : array.substring(1, array.length() - 1).split(",", MOST_LISTED)) {
      String element = orNone(unquoted(part.strip()));
      if (element != null) {
        elements.add(element);
      }
    }
    return elements;
  }

  /** Returns the text without the quotes around it, of which some senders write two pairs. */
  static String unquoted(String text) {
    String bare = text;
    while (bare.length() >= 2
        && (bare.charAt(0) == '"' || bare.charAt(0) == '\'')
        && bare.charAt(bare.length() - 1) == bare.charAt(0)) {
      bare = bare.substring(1, bare.length() - 1);
    }
    return bare;
  }
}
