package io.tidemark.cli.command;

import io.tidemark.pipelines.options.Durations;
import io.tidemark.runners.launch.Runner;
import io.tidemark.traffic.generate.Incident;
import io.tidemark.traffic.generate.ModelProfile;
import io.tidemark.traffic.output.Speed;
import io.tidemark.traffic.replay.TraceFormat;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Texts of the command line to values; each refusal gives the value and what is allowed. */
final class Converters {
  private static final String LONGEST = "365d";
  private static final Pattern USERS = Pattern.compile("pseudo-user:([1-9]\\d{0,5})");

  private static final Pattern INCIDENT = Pattern.compile("(?i)([a-z]+)@([^+@]+)\\+([^+@]+)");

  private Converters() {}

  static void register(CommandLine commands) {
    commands.registerConverter(Duration.class, explained(Converters::duration));
    commands.registerConverter(Instant.class, explained(Converters::instant));
    commands.registerConverter(Speed.class, explained(Speed::parse));
    commands.registerConverter(Runner.class, explained(Runner::parse));
    commands.registerConverter(TraceFormat.class, explained(TraceFormat::parse));
    commands.registerConverter(ModelProfile.class, explained(ModelProfile::named));
    commands.registerConverter(Incident.class, explained(Converters::incident));
    commands.registerConverter(Long.class, explained(Converters::whole));
    commands.registerConverter(long.class, explained(Converters::whole));
    commands.registerConverter(int.class, explained(Converters::wholeInt));
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
    OptionalLong millis = Durations.millis(text);
    if (millis.isEmpty()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a duration: allowed is " + Durations.FORM);
    }
    if (millis.getAsLong() > Durations.millis(LONGEST).orElseThrow()) {
      throw new IllegalArgumentException("'" + text + "' is too long: allowed is up to " + LONGEST);
    }
    return Duration.ofMillis(millis.getAsLong());
  }

  private static Instant instant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not a time: allowed is RFC 3339 with an offset, like 2026-01-05T00:00:00Z",
          e);
    }
  }

  /** {@code latency@8h+1h} to twice the latency for the ninth hour. */
  private static Incident incident(String text) {
    Matcher matcher = INCIDENT.matcher(text);
    List<String> kinds =
        Arrays.stream(Incident.Kind.values()).map(k -> k.name().toLowerCase(Locale.ROOT)).toList();
    if (!matcher.matches() || !kinds.contains(matcher.group(1).toLowerCase(Locale.ROOT))) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is not an incident: allowed is KIND@START+LENGTH, like latency@8h+1h, with KIND "
              + String.join(", ", kinds));
    }
    return new Incident(
        Incident.Kind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
        duration(matcher.group(2)),
        duration(matcher.group(3)));
  }

  private static Long whole(String text) {
    return whole(text, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Integer wholeInt(String text) {
    return (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long whole(String text, long min, long max) {
    BigInteger number;
    try {
      number = new BigInteger(text.replace("_", ""));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a whole number: allowed is one like 50000 or 50_000", e);
    }
    if (number.compareTo(BigInteger.valueOf(min)) < 0
        || number.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new IllegalArgumentException(
          "'" + text + "' does not fit: allowed is a whole number from " + min + " to " + max);
    }
    return number.longValueExact();
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a number: allowed is one like 500 or 0.01", e);
    }
  }

  /** {@code pseudo-user:64} to 64. */
  static int pseudoUsers(String text) {
    Matcher matcher = USERS.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a key rule: allowed is pseudo-user:N with N from 1 to 999999");
    }
    return Integer.parseInt(matcher.group(1));
  }
}
