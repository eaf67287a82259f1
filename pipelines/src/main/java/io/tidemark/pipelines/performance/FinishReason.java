package io.tidemark.pipelines.performance;

import java.util.List;
import java.util.Locale;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Why a model stopped. An answer that was cut at its limit of tokens is no error: it is {@link
 * #LENGTH}.
 */
public enum FinishReason {
  STOP("stop", "stop_sequence", "end_turn", "eos", "complete", "completed", "finish_reason_stop"),
  LENGTH("length", "max_tokens", "max_output_tokens", "model_length", "finish_reason_max_tokens"),
  TOOL_CALLS("tool_calls", "tool_call", "tool_use", "function_call"),
  CONTENT_FILTER("content_filter", "content_filtered", "safety", "refusal", "recitation"),
  ERROR("error", "failed", "malformed_function_call"),
  OTHER;

  /** How many reasons there are. */
  static final int COUNT = values().length;

  private static final List<FinishReason> ALL = List.of(values());

  private final List<String> words;

  FinishReason(String... words) {
    this.words = List.of(words);
  }

  /**
   * Returns the reason that a provider's word stands for, whatever its case, and with {@code -} for
   * {@code _}; null for no word.
   */
  public static @Nullable FinishReason of(@Nullable String word) {
    if (word == null || word.isBlank()) {
      return null;
    }
    String folded = word.strip().toLowerCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
    for (FinishReason reason : ALL) {
      if (reason.words.contains(folded)) {
        return reason;
      }
    }
    return OTHER;
  }
}
