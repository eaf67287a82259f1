package io.tidemark.pipelines.decode.otlp;

import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What a resource says of the spans in it, where they do not say it themselves. Each is null if it
 * is not said.
 *
 * @param service its name; null also for the {@code unknown_service} that an SDK writes for none
 * @param team who pays; null also if the name cannot be part of a key
 */
record ResourceFacts(
    @Nullable String service,
    @Nullable String environment,
    @Nullable String region,
    @Nullable String team) {

  static final ResourceFacts NONE = new ResourceFacts(null, null, null, null);

  private static final String UNKNOWN_SERVICE = "unknown_service";

  static ResourceFacts of(Attributes attributes, Spelling team) {
    return new ResourceFacts(
        service(attributes),
        Spellings.ENVIRONMENT.text(attributes),
        Spellings.REGION.text(attributes),
        usable(team.text(attributes)));
  }

  private static @Nullable String usable(@Nullable String text) {
    return text != null && Texts.isIdentifier(text) ? text : null;
  }

  static @Nullable String service(Attributes attributes) {
    String name = Spellings.SERVICE.text(attributes);
    return name == null || name.startsWith(UNKNOWN_SERVICE) ? null : name;
  }
}
