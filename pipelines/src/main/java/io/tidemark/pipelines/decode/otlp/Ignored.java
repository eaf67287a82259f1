package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Whether the user said that what a scope or a service exports is not to count. */
final class Ignored {
  private static final Skipped SCOPE = new Skipped(SkipReason.IGNORED_SCOPE, "ignored scope");
  private static final Skipped SERVICE = new Skipped(SkipReason.IGNORED_SERVICE, "ignored service");

  private Ignored() {}

  /** Returns why a span or log record is ignored; null if it is not. */
  static @Nullable Skipped of(SpanFields fields, OtlpOptions options) {
    if (!options.ignoredScopes().isEmpty() && options.ignoredScopes().contains(fields.scope)) {
      return SCOPE;
    }
    if (options.ignoredServices().isEmpty()) {
      return null;
    }
    String own = ResourceFacts.service(fields.attributes);
    String service = own == null ? fields.resource.service() : own;
    return service != null && options.ignoredServices().contains(service) ? SERVICE : null;
  }
}
