package io.tidemark.runners.launch;

import io.tidemark.runners.flink.FlinkProfile;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Where the build has put the module {@code runners/flink}: its jar and the settings of Flink. */
public final class FlinkModule {

  private FlinkModule() {}

  /**
   * Returns the directory with the settings of embedded Flink that Beam has no options for.
   *
   * @throws IllegalStateException if the module was not loaded from a {@code target} directory
   */
  public static Path settings() {
    for (Path p = built(); p != null; p = p.getParent()) {
      if (p.endsWith("target")) {
        return p.resolveSibling("conf");
      }
    }
    throw new IllegalStateException(
        "cannot tell where Flink's settings are: "
            + built()
            + " is not in a target directory of the build; name them with --flinkConfDir");
  }

  /** Returns the jar of the module, or the directory of its classes. */
  static Path built() {
    try {
      return Path.of(
          FlinkProfile.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
