package io.tidemark.cli.command;

import io.tidemark.runners.launch.Runner;
import io.tidemark.traffic.generate.ModelProfile;
import io.tidemark.traffic.output.Speed;
import io.tidemark.traffic.replay.TraceFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Texts of the command line to values; each refusal gives the value and what is allowed. */
final class Converters {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
  private static final Pattern USERS = Pattern.compile("pseudo-user:([1-9]\\d{0,5})");

  private Converters() {}

  static void register(CommandLine commands) {
    commands.registerConverter(Duration.class, explained(Converters::duration));
    commands.registerConverter(Instant.class, explained(Converters::instant));
    commands.registerConverter(Speed.class, explained(Speed::parse));
    commands.registerConverter(Runner.class, explained(Runner::parse));
    commands.registerConverter(TraceFormat.class, explained(TraceFormat::parse));
    commands.registerConverter(ModelProfile.class, explained(ModelProfile::named));
    commands.registerConverter(Long.class, explained(Converters::whole));
    commands.registerConverter(long.class, explained(Converters::whole));
    commands.registerConverter(Double.class, explained(Converters::number));
  }

  private static <T> ITypeConverter<T> explained(Function<String, T> parse) {
    return text -> {
      try {
        return parse.apply(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  static Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no duration: allowed is a whole number with ms, s, m, h or d, like 90s");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      default -> Duration.ofDays(count);
    };
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no time: allowed is RFC 3339 with an offset, like 2026-01-05T00:00:00Z",
          e);
    }
  }

  private static Long whole(String text) {
    try {
      return Long.valueOf(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no whole number: allowed is one like 50000 or 50_000", e);
    }
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no number: allowed is one like 500 or 0.01", e);
    }
  }

  /** {@code pseudo-user:64} to 64. */
  static int pseudoUsers(String text) {
    Matcher matcher = USERS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is no key rule: allowed is pseudo-user:N with N of 1 or more");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
