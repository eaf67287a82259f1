package io.tidemark.pipelines.decode.otlp;

/**
 * The token counts of a span as they stand there, and what they mean. Libraries differ in whether
 * cached tokens are in the input and reasoning is in the output; the total, where there is one,
 * tells.
 *
 * @param total only checks the others; {@link Tokens#UNKNOWN} if there is none, as for the others
 */
record Usage(long input, long output, long cacheRead, long cacheWrite, long reasoning, long total) {

  /** Returns the counts of a span, by whichever convention. */
  static Usage of(Attributes span) {
    Usage usage =
        new Usage(
            Spellings.INPUT.count(span),
            Spellings.OUTPUT.count(span),
            Spellings.CACHE_READ.count(span),
            Spellings.CACHE_WRITE.count(span),
            Spellings.REASONING.count(span),
            Spellings.TOTAL.count(span));
    if (usage.input == Tokens.UNKNOWN && usage.output == Tokens.UNKNOWN) {
      String details = span.text(Key.LANGFUSE_USAGE);
      return details == null ? usage : LangfuseDetails.usage(details);
    }
    return usage;
  }

  /** Returns the tokens of a request for embeddings, which has no output. */
  Tokens ofEmbeddings() {
    long all = input == Tokens.UNKNOWN ? total : input;
    return all < 0 && output < 0
        ? new Tokens(all, Tokens.UNKNOWN, cacheRead, cacheWrite, reasoning)
        : new Tokens(all, 0, cacheRead, cacheWrite, reasoning);
  }

  /**
   * Returns the tokens with those of a cache in the input and those of reasoning in the output.
   *
   * @param google whether a rest of the total is thinking
   * @param cacheOutside whether cached tokens are beside the input where the counts do not tell
   */
  Tokens normalised(boolean google, boolean cacheOutside) {
    if (input < 0 || output < 0) {
      return new Tokens(input, output, cacheRead, cacheWrite, reasoning);
    }
    long cached = Math.max(0, cacheRead) + Math.max(0, cacheWrite);
    long thought = Math.max(0, reasoning);
    boolean addCached = cached > 0 && isCacheOutside(cached, thought, cacheOutside);
    boolean addThought = thought > 0 && isReasoningOutside(addCached ? cached : 0, thought);
    long in = addCached ? input + cached : input;
    long out = addThought ? output + thought : output;
    if (google && total > in + out) {
      long rest = total - in - out;
      return new Tokens(in, out + rest, cacheRead, cacheWrite, thought == 0 ? rest : reasoning);
    }
    return new Tokens(in, out, cacheRead, cacheWrite, reasoning);
  }

  /** More cached tokens than input cannot be in it, whatever the total says. */
  private boolean isCacheOutside(long cached, long thought, boolean otherwise) {
    if (cached > input) {
      return true;
    }
    if (total < 0) {
      return otherwise;
    }
    long sum = input + output;
    if (total == sum) {
      return false;
    }
    return total == sum + cached || thought > 0 && total == sum + cached + thought;
  }

  private boolean isReasoningOutside(long cached, long thought) {
    return thought > output || total >= 0 && total == input + output + cached + thought;
  }
}
