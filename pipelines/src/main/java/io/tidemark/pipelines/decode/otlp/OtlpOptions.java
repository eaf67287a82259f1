package io.tidemark.pipelines.decode.otlp;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * What depends on the job about how export requests are read.
 *
 * @param ignoredScopes names of instrumentation scopes whose spans are skipped: where a call is
 *     instrumented twice, as by a gateway and its client, and the two come in different records,
 *     only the user knows which of them is to count
 * @param ignoredServices names of services whose spans are skipped, for the same reason
 * @param scopesWithCacheOutside names of instrumentation scopes that count cached tokens beside the
 *     input, not in it; it is asked only where the span's own numbers do not tell
 * @param feedbackNames names of evaluations that people give; others are those of judges
 * @param teamKeys attributes that name the team, the first that is there counts
 * @param dimensions fields that make up the key of a series. One that cannot be used rejects its
 *     event; another field is left out
 */
public record OtlpOptions(
    Set<String> ignoredScopes,
    Set<String> ignoredServices,
    Set<String> scopesWithCacheOutside,
    Set<String> feedbackNames,
    List<String> teamKeys,
    Set<String> dimensions)
    implements Serializable {

  /** The evaluations that people give. */
  public static final Set<String> FEEDBACK_NAMES =
      Set.of("user_feedback", "feedback", "thumbs", "rating", "csat");

  /** Those of LiteLLM, now and before, and what people name it themselves. */
  public static final List<String> TEAM_KEYS =
      List.of(
          "litellm.team.alias",
          "litellm.team.id",
          "metadata.user_api_key_team_alias",
          "metadata.user_api_key_team_id",
          "team",
          "team.id");

  /** Nothing is ignored, and the dimensions are model and region. */
  public static final OtlpOptions DEFAULT =
      new OtlpOptions(
          Set.of(), Set.of(), Set.of(), FEEDBACK_NAMES, TEAM_KEYS, Set.of("model", "region"));

  /** The most team keys; each costs a place in the table of known attributes. */
  public static final int MOST_TEAM_KEYS = 16;

  public OtlpOptions {
    ignoredScopes = Set.copyOf(ignoredScopes);
    ignoredServices = Set.copyOf(ignoredServices);
    scopesWithCacheOutside = Set.copyOf(scopesWithCacheOutside);
    feedbackNames = Set.copyOf(feedbackNames);
    teamKeys = List.copyOf(teamKeys);
    dimensions = Set.copyOf(dimensions);
    if (teamKeys.size() > MOST_TEAM_KEYS) {
      throw new IllegalArgumentException(
          "otlpTeamAttributes has "
              + teamKeys.size()
              + " names; at most "
              + MOST_TEAM_KEYS
              + " are allowed");
    }
  }
}
