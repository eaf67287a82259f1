package io.tidemark.query.http;

import io.tidemark.query.problem.Problem;
import io.tidemark.query.problem.ProblemType;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes the path of a request. What no link of ours has, is refused rather than made sense of:
 * empty segments, dots that climb, parameters, and encoded slashes, dots and controls.
 */
final class PathText {
  private static final Pattern PLAIN =
      Pattern.compile("(/([A-Za-z0-9._~:@,=+-]|%[0-9A-Fa-f]{2})*)+");
  private static final Pattern TRICK = Pattern.compile("//|/\\.{1,2}(/|$)");
  private static final Pattern OCTET = Pattern.compile("%([0-9A-Fa-f]{2})");

  private PathText() {}

  static String decoded(String path) {
    if (path.length() > 2_000 || !PLAIN.matcher(path).matches() || TRICK.matcher(path).find()) {
      throw refused();
    }
    return OCTET.matcher(path).replaceAll(PathText::character);
  }

  private static String character(MatchResult octet) {
    char c = (char) Integer.parseInt(octet.group(1), 16);
    if (c <= ' ' || c >= 0x7F || "/\\.%;".indexOf(c) >= 0) {
      throw refused();
    }
    return Matcher.quoteReplacement(String.valueOf(c));
  }

  private static RuntimeException refused() {
    return Problem.of(
            ProblemType.MALFORMED_REQUEST,
            "the path has an empty segment, '..', ';', an encoded slash or dot, or a character"
                + " that no path here has")
        .exception();
  }
}
