package io.tidemark.pipelines.price;

import java.util.Locale;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The spellings of providers' names that are in use, and the one that the OpenTelemetry conventions
 * for GenAI give each ({@code gen_ai.provider.name}).
 */
public final class ProviderNames {
  private static final Map<String, String> FOLDED =
      Map.ofEntries(
          Map.entry("az.ai.openai", "azure.ai.openai"),
          Map.entry("azure", "azure.ai.openai"),
          Map.entry("azure_openai", "azure.ai.openai"),
          Map.entry("az.ai.inference", "azure.ai.inference"),
          Map.entry("azure_ai", "azure.ai.inference"),
          Map.entry("bedrock", "aws.bedrock"),
          Map.entry("bedrock_converse", "aws.bedrock"),
          Map.entry("aws", "aws.bedrock"),
          Map.entry("aws_bedrock", "aws.bedrock"),
          Map.entry("vertex_ai", "gcp.vertex_ai"),
          Map.entry("vertexai", "gcp.vertex_ai"),
          Map.entry("google-vertex", "gcp.vertex_ai"),
          Map.entry("google-gla", "gcp.gemini"),
          Map.entry("gemini", "gcp.gemini"),
          Map.entry("google", "gcp.gen_ai"),
          Map.entry("gcp.vertex.agent", "gcp.gen_ai"),
          Map.entry("mistralai", "mistral_ai"),
          Map.entry("mistral", "mistral_ai"),
          Map.entry("x-ai", "x_ai"),
          Map.entry("xai", "x_ai"));

  private ProviderNames() {}

  /**
   * Returns the name that the conventions give this provider; one they do not know, in lower case.
   */
  public static @Nullable String folded(@Nullable String provider) {
    if (provider == null || provider.isBlank()) {
      return null;
    }
    String lower = provider.strip().toLowerCase(Locale.ROOT);
    return FOLDED.getOrDefault(lower, lower);
  }
}
