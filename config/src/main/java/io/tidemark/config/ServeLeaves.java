package io.tidemark.config;

import java.util.List;

/** The leaves of the section {@code serve}, which are options of {@code tidemark serve}. */
public final class ServeLeaves {
  private static final String FILE = "the path of a file";
  private static final String TEXT = ".*\\S.*";
  private static final String ADDRESS =
      "HOST:PORT, such as 127.0.0.1:8480; an address of IPv6 is in brackets";
  private static final String ADDRESS_PATTERN =
      "([^\\s:\\[\\]]+|\\[[0-9a-fA-F:.]+\\]):"
          + "([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])";

  private ServeLeaves() {}

  /** Returns the leaves; {@code serve.hot.maxBytes} is the option {@code hotMaxBytes}. */
  public static List<Leaf> all() {
    return List.of(
        leaf(
            "listen",
            "The address that is listened on. Other machines reach it only at another address than"
                + " 127.0.0.1, which needs a file of tokens.",
            Values.texts(ADDRESS, ADDRESS_PATTERN),
            "127.0.0.1:8480"),
        leaf("tokenFile", "A file of tokens and what each may do.", file(), null),
        leaf("tlsCertificate", "A file with the certificate, in PEM.", file(), null),
        leaf("tlsKey", "A file with the key of the certificate, in PEM.", file(), null),
        leaf("hot.maxBytes", "The most memory of the hot tier.", Values.sizes(), "512 MB"),
        leaf("hot.maxAge", "How old windows of the hot tier become.", Values.durations(), "1h"),
        leaf(
            "warm.path",
            "Where the warm tier is kept; with none there is no such tier.",
            Values.texts("a local directory, or none", TEXT),
            null),
        leaf("warm.maxBytes", "The most disk of the warm tier.", Values.sizes(), "1 GB"),
        leaf("warm.maxAge", "How old windows of the warm tier become.", Values.durations(), "7d"),
        leaf(
            "cold.maxAge",
            "How far back questions to PostgreSQL may go.",
            Values.durations(),
            "90d"));
  }

  private static Values file() {
    return Values.texts(FILE, TEXT);
  }

  private static Leaf leaf(String key, String description, Values values, String preset) {
    return new Leaf("serve." + key, option(key), description, values, preset);
  }

  private static String option(String key) {
    int dot = key.indexOf('.');
    return dot < 0
        ? key
        : key.substring(0, dot)
            + Character.toUpperCase(key.charAt(dot + 1))
            + key.substring(dot + 2);
  }
}
