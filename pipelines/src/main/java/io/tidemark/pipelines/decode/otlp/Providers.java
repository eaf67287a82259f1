package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.price.ProviderNames;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One name for each provider: that of the conventions, whichever way a library spells it. */
final class Providers {
  private Providers() {}

  /** Returns the provider of a call; null if it is not said. */
  static @Nullable String of(Attributes span) {
    String said = Spellings.PROVIDER.text(span);
    if (said == null) {
      return null;
    }
    String name = said.toLowerCase(Locale.ROOT);
    boolean vercel = span.has(Key.AI_OPERATION_ID) || span.has(Key.AI_MODEL_PROVIDER);
    return ProviderNames.folded(vercel && !isConvention(name) ? toFirstDot(name) : name);
  }

  /** The Vercel AI SDK adds the kind of its client: {@code openai.responses}. */
  private static String toFirstDot(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }

  private static boolean isConvention(String name) {
    return name.startsWith("gcp.")
        || name.startsWith("aws.")
        || name.startsWith("azure.ai.")
        || name.startsWith("az.ai.")
        || name.startsWith("ibm.watsonx");
  }

  /**
   * Returns whether it is Google that answers, of whose totals thinking is a part that the parts
   * leave out.
   *
   * @param model as the span has it, with its path
   */
  static boolean isGoogle(@Nullable String provider, String model) {
    return provider != null && provider.startsWith("gcp.")
        || model.contains("gemini")
        || model.contains("publishers/google/");
  }
}
