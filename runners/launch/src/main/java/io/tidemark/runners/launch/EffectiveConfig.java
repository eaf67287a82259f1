package io.tidemark.runners.launch;

import io.tidemark.config.ConfigFiles;
import io.tidemark.config.Leaf;
import io.tidemark.config.Leaves;
import io.tidemark.config.Setting;
import io.tidemark.pipelines.options.Redaction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The value of every setting and where it comes from: the command line, else the last file that has
 * it, else the default. Values that are equal are written alike, {@code 300s} as {@code 5m}, and
 * passwords are masked.
 */
public final class EffectiveConfig {
  private static final Logger LOG = LoggerFactory.getLogger(EffectiveConfig.class);

  /** How an option without a value is written. */
  public static final String NOT_SET = "not set";

  private static final int HASH_LENGTH = 8;

  private final List<Entry> entries = new ArrayList<>();

  private EffectiveConfig() {}

  /**
   * One setting.
   *
   * @param value {@link #NOT_SET} if it has none
   * @param from {@code default}, {@code FILE:LINE} or {@code command line}; {@code profile} where
   *     the profile of the runner derives it from another setting
   * @param changed whether the value differs from the default
   */
  public record Entry(Leaf leaf, String value, String from, boolean changed) {}

  /**
   * Returns the configuration of a command.
   *
   * @param files without faults
   * @param commandLine as {@code --name=value}, each allowed
   */
  public static EffectiveConfig of(ConfigFiles files, List<String> commandLine) {
    EffectiveConfig config = new EffectiveConfig();
    Leaves leaves = JobLeaves.all();
    Map<String, String> flink = flink(files, commandLine);
    for (Leaf leaf : leaves.all()) {
      config.entries.add(entry(leaf, files, commandLine, flink.get(leaf.option())));
    }
    return config;
  }

  /** What Flink's options are under the profile, which derives some from others. */
  private static Map<String, String> flink(ConfigFiles files, List<String> commandLine) {
    List<String> given = files.arguments(JobLeaves.options(Runner.FLINK), commandLine);
    List<String> known = FlinkLeaves.all().stream().map(Leaf::option).toList();
    String[] own =
        given.stream()
            .filter(argument -> known.contains(argument.replaceAll("(?s)^--|=.*", "")))
            .toArray(String[]::new);
    return FlinkLeaves.values(PipelineOptionsFactory.fromArgs(own).as(FlinkPipelineOptions.class));
  }

  private static Entry entry(
      Leaf leaf, ConfigFiles files, List<String> commandLine, @Nullable String derived) {
    String given = "--" + leaf.option() + "=";
    Optional<String> typed =
        commandLine.stream()
            .filter(argument -> argument.startsWith(given))
            .map(argument -> argument.substring(given.length()))
            .findFirst();
    if (typed.isPresent()) {
      return entry(leaf, typed.get(), "command line");
    }
    Optional<Setting> setting = files.of(leaf.option());
    if (setting.isPresent()) {
      return entry(leaf, setting.get().value(), setting.get().place());
    }
    return derived == null || derived.equals(leaf.preset())
        ? entry(leaf, leaf.preset(), "default")
        : entry(leaf, derived, "profile");
  }

  private static Entry entry(Leaf leaf, @Nullable String value, String from) {
    String effective = normal(leaf, value);
    return new Entry(leaf, effective, from, !effective.equals(normal(leaf, leaf.preset())));
  }

  private static String normal(Leaf leaf, @Nullable String value) {
    return value == null ? NOT_SET : Redaction.of(leaf.values().normal().apply(value));
  }

  /** Returns all settings, by section. */
  public List<Entry> entries() {
    return List.copyOf(entries);
  }

  /**
   * Returns eight hexadecimal digits that are equal for equal configurations, wherever their values
   * come from. A change of a password alone does not change them.
   */
  public String hash() {
    String text =
        entries.stream()
            .map(entry -> entry.leaf().path() + "=" + entry.value())
            .collect(Collectors.joining("\n"));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest).substring(0, HASH_LENGTH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Logs one line: the hash, and each setting that differs from its default. */
  public void log() {
    List<Entry> changed = entries.stream().filter(Entry::changed).toList();
    LOG.info(
        "configuration {}: {} of {} settings differ from the defaults{}{}",
        hash(),
        changed.size(),
        entries.size(),
        changed.isEmpty() ? "" : ": ",
        changed.stream()
            .map(entry -> entry.leaf().path() + "=" + entry.value() + " (" + entry.from() + ")")
            .collect(Collectors.joining(", ")));
  }
}
