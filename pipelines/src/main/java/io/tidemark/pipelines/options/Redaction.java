package io.tidemark.pipelines.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.options.PipelineOptions;

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

  /**
   * Masks in place each option that may hold a password, once the pipeline is made of it: runners
   * show the options of a job in their web interfaces.
   *
   * @param type whose options are masked
   */
  public static void mask(PipelineOptions options, Class<? extends PipelineOptions> type) {
    PipelineOptions view = options.as(type);
    for (DeclaredOption option : DeclaredOption.of(type)) {
      if (option.secret()) {
        try {
          Object value = option.getter().invoke(view);
          if (value != null) {
            String setter = option.getter().getName().replaceFirst("get", "set");
            type.getMethod(setter, String.class).invoke(view, of((String) value));
          }
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException("cannot mask --" + option.name(), e);
        }
      }
    }
  }

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
