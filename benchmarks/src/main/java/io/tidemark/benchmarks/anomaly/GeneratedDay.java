package io.tidemark.benchmarks.anomaly;

import io.tidemark.pipelines.Backtest;
import io.tidemark.pipelines.Settings;
import io.tidemark.pipelines.decode.Decoders;
import io.tidemark.pipelines.decode.FutureLimit;
import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.options.TidemarkOptions;
import io.tidemark.pipelines.record.Decoded;
import io.tidemark.pipelines.record.RawRecord;
import io.tidemark.traffic.generate.Feed;
import io.tidemark.traffic.generate.Generated;
import io.tidemark.traffic.generate.Generator;
import io.tidemark.traffic.generate.GeneratorSettings;
import io.tidemark.traffic.generate.Incident;
import io.tidemark.traffic.generate.ModelProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * Requests of 24 hours, and what each method says of them.
 *
 * @param settings of the generator
 * @param dimensions of the series
 */
record GeneratedDay(GeneratorSettings settings, String dimensions) {

  /** Rates of the generator are those of the time of day at which it starts; here, of the mean. */
  static final Instant START = Instant.parse("2026-01-05T09:00:00Z");

  private static final Duration DAY = Duration.ofDays(1);
  private static final int RECORD_BYTES = 1 << 20;

  /** Of five records four are requests. */
  private static final double RECORDS_A_REQUEST = 1.25;

  /** One series with so many requests a minute. */
  static GeneratedDay of(long seed, int requestsAMinute) {
    return new GeneratedDay(
        new GeneratorSettings()
            .seed(seed)
            .start(START)
            .events((long) (requestsAMinute * DAY.toMinutes() * RECORDS_A_REQUEST))
            .eventRate(requestsAMinute * RECORDS_A_REQUEST / 60)
            .models(List.of(ModelProfile.named("claude-sonnet"))),
        "model");
  }

  /** What {@code generate --seed N --events 50000 --span 24h} makes. */
  static GeneratedDay ordinary(long seed) {
    return new GeneratedDay(
        new GeneratorSettings().seed(seed).events(50_000).eventRate(50_000.0 / DAY.toSeconds()),
        "model,region");
  }

  GeneratedDay with(List<Incident> incidents) {
    return new GeneratedDay(settings.incidents(incidents), dimensions);
  }

  /** Returns what a method says of the day. */
  Backtest.Report backtest(String method) {
    Backtest test =
        Backtest.of(
            Settings.from(
                PipelineOptionsFactory.fromArgs(
                        "--anomalyMethod=" + method, "--dimensions=" + dimensions)
                    .as(TidemarkOptions.class)));
    Decoders decoders = Decoders.standard(RECORD_BYTES);
    FutureLimit limit = new FutureLimit(0);
    long now = START.plus(DAY).plus(DAY).toEpochMilli();
    new Generator(settings).forEachRemaining(record -> take(record, decoders, limit, now, test));
    return test.report();
  }

  private static void take(
      Generated record, Decoders decoders, FutureLimit limit, long now, Backtest test) {
    if (record.feed() != Feed.PERFORMANCE) {
      return;
    }
    RawRecord raw = new RawRecord("generated", 0, 0, -1, Map.of(), record.bytes());
    for (Decoded decoded : decoders.decode(raw)) {
      if (limit.check(decoded, now) instanceof Decoded.Event event
          && event.event() instanceof PerformanceMetrics request) {
        test.add(request);
      }
    }
  }
}
