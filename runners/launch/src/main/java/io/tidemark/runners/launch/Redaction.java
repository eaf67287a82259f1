package io.tidemark.runners.launch;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes secrets out of texts that a person is shown: what follows the name of a password. */
public final class Redaction {
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)((?:password|passwd|pwd|passphrase|secret|token|api[_-]?key)\\w*(?:[\"']?\\s*=|[\"']\\s*:)\\s*)"
              + "(?:\"[^\"]*\"|'[^']*'|[^\\s&;,\"'<>)\\]}]+)");

  /** The value of an option that names a file has no secret. */
  private static final Pattern FILE =
      Pattern.compile("(?i)--?[a-z]*(?:password|token|secret)\\w*file=");

  private static final Pattern USER_INFO = Pattern.compile("(://[^\\s/@:]*:)[^\\s/@]+@");

  private Redaction() {}

  /** Returns the text with three asterisks in place of each password and token. */
  public static String of(String text) {
    String masked =
        NAMED
            .matcher(text)
            .replaceAll(
                found ->
                    isFile(text, found.start(), found.end(1))
                        ? Matcher.quoteReplacement(found.group())
                        : Matcher.quoteReplacement(found.group(1) + "***"));
    return USER_INFO.matcher(masked).replaceAll("$1***@");
  }

  private static boolean isFile(String text, int start, int end) {
    int dashes = text.lastIndexOf("--", start);
    return dashes >= 0 && FILE.matcher(text.substring(dashes, end)).matches();
  }
}
