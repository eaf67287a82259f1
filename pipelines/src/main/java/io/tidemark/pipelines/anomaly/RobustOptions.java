package io.tidemark.pipelines.anomaly;

import java.io.Serializable;

/**
 * What a {@link RobustBaseline} calls unusual.
 *
 * @param warmUp how many windows that do not overlap are learned before any is judged; at least 2
 * @param warning the {@code |z|} from which a window is a WARNING; above 0
 * @param critical the {@code |z|} from which it is CRITICAL; at least {@code warning}
 * @param leastRequests with fewer requests a window is not judged; at least 1
 */
public record RobustOptions(int warmUp, double warning, double critical, int leastRequests)
    implements Serializable {

  public RobustOptions {
    require(warmUp >= 2, "warmUp", warmUp, "2 and more");
    require(warning > 0, "warning", warning, "above 0");
    require(critical >= warning, "critical", critical, "the warning threshold and more");
    require(leastRequests >= 1, "leastRequests", leastRequests, "1 and more");
  }

  private static void require(boolean holds, String name, Number value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ": allowed are " + allowed);
    }
  }
}
