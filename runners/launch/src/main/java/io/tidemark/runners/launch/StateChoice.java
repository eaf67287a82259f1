package io.tidemark.runners.launch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which directory holds the state of a job.
 *
 * <p>By default it does not depend on the directory that the command is started in, so that the
 * next start finds it: a service manager's {@code $STATE_DIRECTORY}, or the place where a user's
 * programs keep their state. Below it each consumer group has a directory, and in it a numbered one
 * for each set of topics: other topics, also those that were made anew or are of another cluster,
 * get the next number, because state has offsets that mean nothing in them.
 */
final class StateChoice {
  private static final Logger LOG = LoggerFactory.getLogger(StateChoice.class);

  private final Map<String, String> environment;
  private final Path home;

  StateChoice(Map<String, String> environment, Path home) {
    this.environment = environment;
    this.home = home;
  }

  static StateChoice here() {
    return new StateChoice(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * Opens the directory.
   *
   * @param given the value of {@code --stateDir}; null for none
   * @param identity whose state it is; null for a job that keeps none
   */
  StateDirectory open(@Nullable String given, @Nullable StateIdentity identity) {
    if (identity == null || EmbeddedOptions.NONE.equals(given)) {
      return StateDirectory.temporary();
    }
    return StateDirectory.open(given == null ? preset(identity) : Path.of(given));
  }

  private Path preset(StateIdentity identity) {
    Path group = root().resolve(URLEncoder.encode(identity.group(), StandardCharsets.UTF_8));
    for (int number = 1; ; number++) {
      Path candidate = group.resolve(Integer.toString(number));
      List<StateRun> runs = StateDirectory.runs(candidate);
      if (runs.isEmpty() || runs.get(0).identity().isOfTheTopicsOf(identity)) {
        return candidate;
      }
      LOG.info(
          "{} has the state of other topics ({} MB); remove it if they are not read again",
          candidate,
          StateDirectory.size(candidate) >> 20);
    }
  }

  private Path root() {
    String service = environment.getOrDefault("STATE_DIRECTORY", "");
    if (!service.isEmpty()) {
      return Path.of(service.split(":")[0]);
    }
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    Path state = xdg.isEmpty() ? home.resolve(".local").resolve("state") : Path.of(xdg);
    return state.resolve("tidemark");
  }
}
