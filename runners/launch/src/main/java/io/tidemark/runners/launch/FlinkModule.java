package io.tidemark.runners.launch;

import io.tidemark.runners.flink.FlinkProfile;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** The module {@code runners/flink} as it was built: the bundle of its jars, its settings. */
public final class FlinkModule {

  private FlinkModule() {}

  /** The directory of the settings of embedded Flink that Beam has no options for. */
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

  /** The module's jar, or the directory of its classes. */
  static Path built() {
    try {
      return Path.of(
          FlinkProfile.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
