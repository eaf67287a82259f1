package io.tidemark.pipelines.options;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.ValueLimits;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Every option of the pipeline, declared here and nowhere else: description, default, allowed
 * values. {@link Violations} checks values against this, and {@link DeclaredOption} hands it to the
 * help, to the parameters of the Dataflow template and to {@code docs/options.md}.
 *
 * <p>A duration is a whole number and a unit, {@code 250ms 30s 5m 4h}; see {@link Durations}.
 */
public interface TidemarkOptions extends PipelineOptions {

  /**
   * The longest duration of any option. The end of a window plus its lateness plus the watermark's
   * delay then exceeds an event time by a few years at most, which milliseconds in a {@code long}
   * and PostgreSQL's {@code timestamptz} can hold for every event time that a decoder accepts. A
   * longer value is a unit mistaken.
   */
  String LONGEST = "365d";

  /**
   * The largest limit for a record, 256 MiB. A dead letter is stored with its bytes, and PostgreSQL
   * holds 1 GB in a field; a reader also keeps many records in memory at a time.
   */
  int LARGEST_RECORD = 268_435_456;

  /** What Kafka takes as the name of a topic. */
  String TOPIC = "the name of a topic, of 1 to 249 letters, digits, dots, hyphens or underscores";

  /** {@link #TOPIC} as a pattern. */
  String TOPIC_PATTERN = "[a-zA-Z0-9._-]{1,249}";

  /**
   * What is left of a topic's name when the longest suffix, {@code .dead-letters}, is taken off.
   */
  String PREFIX = "1 to 236 letters, digits, dots, hyphens or underscores";

  /** {@link #PREFIX} as a pattern. */
  String PREFIX_PATTERN = "[a-zA-Z0-9._-]{1,236}";

  /** Addresses of brokers, as Kafka's client takes them. */
  String BROKERS_PATTERN = "[^,\\s]+:[0-9]{1,5}(\\s*,\\s*[^,\\s]+:[0-9]{1,5})*";

  /** A text without spaces. */
  String NO_SPACES = "\\S+";

  /** A file that the process which builds the pipeline, or a worker, opens through Beam. */
  String FILE = "the path of a file, in any file system that Beam knows";

  // Where events come from

  @Group(OptionGroup.SOURCE)
  @Description(
      "A file of JSON lines, or a glob of several, that is read in place of Kafka: a bounded run over history. Give all files that have events of a window in one run: a row that stands is not replaced by one with other values, unless --replaceRows is given.")
  @Text(value = "the path of a file, or a glob", placeholder = "FILE|GLOB")
  @Nullable String getInput();

  void setInput(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description("The Kafka brokers that events are read from and changes are published to.")
  @Text(
      value = "HOST:PORT, several separated by commas",
      pattern = BROKERS_PATTERN,
      placeholder = "HOST:PORT[,HOST:PORT]")
  @Nullable String getBootstrapServers();

  void setBootstrapServers(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description("The topic that performance metrics are read from.")
  @Text(value = TOPIC, pattern = TOPIC_PATTERN, placeholder = "TOPIC")
  @Default.String("perf-metrics")
  String getPerformanceTopic();

  void setPerformanceTopic(String value);

  @Group(OptionGroup.SOURCE)
  @Description("The topic that user feedback is read from.")
  @Text(value = TOPIC, pattern = TOPIC_PATTERN, placeholder = "TOPIC")
  @Default.String("user-feedback")
  String getFeedbackTopic();

  void setFeedbackTopic(String value);

  @Group(OptionGroup.SOURCE)
  @Description("The topic that system health is read from.")
  @Text(value = TOPIC, pattern = TOPIC_PATTERN, placeholder = "TOPIC")
  @Default.String("system-health")
  String getHealthTopic();

  void setHealthTopic(String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "The topic that OpenTelemetry traces are read from, as the Collector's kafka exporter writes them (otlp_proto or otlp_json). Requests to models among the spans are performance metrics; other spans are skipped and counted.")
  @Text(value = TOPIC, pattern = TOPIC_PATTERN, placeholder = "TOPIC")
  @Nullable String getOtlpSpansTopic();

  void setOtlpSpansTopic(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "The topic that OpenTelemetry logs are read from. Evaluations by people among the log records are user feedback; other log records are skipped and counted.")
  @Text(value = TOPIC, pattern = TOPIC_PATTERN, placeholder = "TOPIC")
  @Nullable String getOtlpLogsTopic();

  void setOtlpLogsTopic(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "Instrumentation scopes whose spans are skipped, as where a gateway and its client both report a call.")
  @Text(value = "names, several separated by commas", placeholder = "NAME[,NAME]")
  @Nullable String getOtlpIgnoreScopes();

  void setOtlpIgnoreScopes(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description("Services whose spans are skipped, for the same reason.")
  @Text(value = "names, several separated by commas", placeholder = "NAME[,NAME]")
  @Nullable String getOtlpIgnoreServices();

  void setOtlpIgnoreServices(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "Instrumentation scopes that count cached tokens beside the input tokens, not among them; it is asked only where a span does not tell.")
  @Text(value = "names, several separated by commas", placeholder = "NAME[,NAME]")
  @Nullable String getOtlpCacheOutsideScopes();

  void setOtlpCacheOutsideScopes(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "Names of OpenTelemetry evaluations that people give; those of other names are by judges, and are skipped.")
  @Text(value = "names, several separated by commas", placeholder = "NAME[,NAME]")
  @Default.String("user_feedback,feedback,thumbs,rating,csat")
  String getOtlpFeedbackNames();

  void setOtlpFeedbackNames(String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "Attributes of spans and resources that name the team; the first that is there counts.")
  @Text(value = "names, several separated by commas", placeholder = "NAME[,NAME]")
  @Default.String(
      "litellm.team.alias,litellm.team.id,metadata.user_api_key_team_alias,metadata.user_api_key_team_id,team,team.id")
  String getOtlpTeamAttributes();

  void setOtlpTeamAttributes(String value);

  @Group(OptionGroup.SOURCE)
  @Description("The Kafka consumer group that offsets are committed for.")
  @Text(value = "a name without spaces", pattern = NO_SPACES, placeholder = "NAME")
  @Default.String("tidemark")
  String getConsumerGroup();

  void setConsumerGroup(String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "A properties file with further settings of the Kafka consumer, such as SASL and SSL."
          + " Interceptors named there may find the values of records as ByteBuffer.")
  @Text(value = FILE, placeholder = "FILE")
  @Nullable String getConsumerConfigFile();

  void setConsumerConfigFile(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "How far the event time of an event may be ahead of processing time. An event further ahead"
          + " becomes a dead letter.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("1h")
  String getMaxFutureSkew();

  void setMaxFutureSkew(String value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "What becomes of an event whose timestamp has no offset from UTC, as in 2026-01-05T12:34:56: a dead letter, or its time is taken for UTC. UTC is right only if every producer that leaves out the offset writes UTC.")
  @Default.Enum("REJECT")
  TimesWithoutOffset getTimestampsWithoutOffset();

  void setTimestampsWithoutOffset(TimesWithoutOffset value);

  @Group(OptionGroup.SOURCE)
  @Description(
      "Files that say which field of an event is which value of another program's JSON; see docs/mapping.md. One ships for LiteLLM's logging payload, by the name litellm. An object is for the first whose condition holds, and native events stay as they are.")
  @Text(
      value = "files, or litellm, separated by commas",
      pattern = "[^,]*[^,\\s][^,]*(,[^,]*[^,\\s][^,]*)*",
      placeholder = "FILE[,FILE]")
  @Nullable String getMapping();

  void setMapping(@Nullable String value);

  @Group(OptionGroup.SOURCE)
  @Description("The largest record accepted. A larger one becomes a dead letter.")
  @Range(min = 1, max = LARGEST_RECORD, unit = "bytes")
  @Default.Integer(1048576)
  Integer getMaxRecordBytes();

  void setMaxRecordBytes(Integer value);

  // Where results go

  @Group(OptionGroup.TARGET)
  @Description(
      "The PostgreSQL database that rows are written to. Without it, results are published to Kafka"
          + " only.")
  @Text(
      value = "jdbc:postgresql://HOST[:PORT]/DATABASE",
      pattern = "jdbc:postgresql:\\S+",
      placeholder = "URL",
      secret = true)
  @Nullable String getJdbcUrl();

  void setJdbcUrl(@Nullable String value);

  @Group(OptionGroup.TARGET)
  @Description("The user of the database, unless the URL names one.")
  @Text(value = "the name of a user", placeholder = "USER")
  @Nullable String getJdbcUser();

  void setJdbcUser(@Nullable String value);

  @Group(OptionGroup.TARGET)
  @Description("A file whose first line is the password of the database user.")
  @Text(value = FILE, placeholder = "FILE")
  @Nullable String getJdbcPasswordFile();

  void setJdbcPasswordFile(@Nullable String value);

  @Group(OptionGroup.TARGET)
  @Description(
      "Whether a run over --input replaces rows of earlier runs that have other values. Otherwise it fails at the first such row, and names its window.")
  @Default.Boolean(false)
  Boolean getReplaceRows();

  void setReplaceRows(Boolean value);

  @Group(OptionGroup.TARGET)
  @Description(
      "Which revisions of a row are kept beside it, in the tables window_revision_…: with settled those of panes on time and late, and of deleted rows; with all those of early panes too; with none none.")
  @Default.Enum("SETTLED")
  History getHistory();

  void setHistory(History value);

  @Group(OptionGroup.TARGET)
  @Description(
      "Whether rows of fixed windows of performance have the sketches of their percentiles, so that percentiles of longer ranges and coarser groups can be made of them; see docs/tables-and-topics.md.")
  @Default.Boolean(true)
  Boolean getSketches();

  void setSketches(Boolean value);

  @Group(OptionGroup.TARGET)
  @Description(
      "Whether changes, anomalies and dead letters are published to Kafka topics. It has no effect without --bootstrapServers.")
  @Default.Boolean(true)
  Boolean getPublishChangelog();

  void setPublishChangelog(Boolean value);

  @Group(OptionGroup.TARGET)
  @Description(
      "The first part of the names of the topics that are published to, before a dot and the name"
          + " of the stream.")
  @Text(value = PREFIX, pattern = PREFIX_PATTERN, placeholder = "PREFIX")
  @Default.String("tidemark")
  String getOutputTopicPrefix();

  void setOutputTopicPrefix(String value);

  @Group(OptionGroup.TARGET)
  @Description(
      "How often a reader of the published topics sees each record, also after a crash."
          + " EXACTLY_ONCE is for readers with isolation.level=read_committed and delays each"
          + " record by up to a checkpoint interval; it needs checkpoints, so it works neither on"
          + " the Direct runner nor with --input.")
  @Default.Enum("AT_LEAST_ONCE")
  Delivery getChangelogDelivery();

  void setChangelogDelivery(Delivery value);

  @Group(OptionGroup.TARGET)
  @Description(
      "A properties file with further settings of the Kafka producer, such as SASL and SSL.")
  @Text(value = FILE, placeholder = "FILE")
  @Nullable String getProducerConfigFile();

  void setProducerConfigFile(@Nullable String value);

  @Group(OptionGroup.TARGET)
  @Description(
      "Whether topics that are written and do not exist are made before the job starts. With false the start fails and names the commands that make them.")
  @Default.Boolean(true)
  Boolean getCreateTopics();

  void setCreateTopics(Boolean value);

  @Group(OptionGroup.TARGET)
  @Description(
      "The number of partitions of a topic that is made; with 0 as many as the topic has that is read for it.")
  @Range(min = 0, max = 10_000, unit = "partitions")
  @Default.Integer(0)
  Integer getOutputPartitions();

  void setOutputPartitions(Integer value);

  @Group(OptionGroup.TARGET)
  @Description(
      "Whether files, brokers, topics and the database are checked before the job starts. A job that is sent to a cluster starts with a warning where they cannot be reached from here.")
  @Default.Boolean(true)
  Boolean getCheckServers();

  void setCheckServers(Boolean value);

  // Windows

  @Group(OptionGroup.WINDOWS)
  @Description(
      "The dimensions that make up the key of a performance series, in this order; metadata.NAME is an entry of an event's metadata.")
  @SomeOf(
      value = {
        "model",
        "region",
        "provider",
        "service",
        "operation",
        "environment",
        "team",
        "input_size",
        "streaming"
      },
      alsoPrefix = PerformanceMetrics.METADATA_DIMENSION)
  @Default.String("model,region")
  String getDimensions();

  void setDimensions(String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "A JSON file with the values that a dimension may have, or the number of buckets that its values are spread over; any other value is counted as other. A dimension that is not in it keeps all of its values.")
  @Text(value = FILE, placeholder = "FILE")
  @Nullable String getDimensionValues();

  void setDimensionValues(@Nullable String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "Files with prices of models, for requests that do not say their cost: of the own form, or litellm:FILE or genai-prices:FILE for the files of those projects. Prices hold from their date of effect, in event time.")
  @Text(
      value =
          "files, several separated by commas, each of the own form or with litellm: or genai-prices: before it",
      placeholder = "FILE[,FILE]")
  @Nullable String getPrices();

  void setPrices(@Nullable String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "Further percentiles of performance: queue time, input tokens, output tokens, cost. Each costs a sketch in state.")
  @SomeOf({"queue_ms", "input_tokens", "output_tokens", "cost_usd"})
  @Nullable String getFigures();

  void setFigures(@Nullable String value);

  @Group(OptionGroup.WINDOWS)
  @Description("The size of the fixed windows of performance; with none there are no such windows.")
  @DurationRange(min = "1ms", max = LONGEST, also = "none")
  @Default.String("5m")
  String getFixedSize();

  void setFixedSize(String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "How far the fixed windows of performance are shifted from the epoch. It must be less than"
          + " --fixedSize.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("0s")
  String getFixedOffset();

  void setFixedOffset(String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "The size of the sliding windows of performance, which anomalies are found in; with none"
          + " there are neither.")
  @DurationRange(min = "1ms", max = LONGEST, also = "none")
  @Default.String("15m")
  String getSlidingSize();

  void setSlidingSize(String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "The period of the sliding windows: one starts every so often. It must be at most"
          + " --slidingSize, and an event may be in at most 10000 windows.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("1m")
  String getSlidingPeriod();

  void setSlidingPeriod(String value);

  @Group(OptionGroup.WINDOWS)
  @Description("The silence that ends a feedback session.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("30m")
  String getSessionGap();

  void setSessionGap(String value);

  @Group(OptionGroup.WINDOWS)
  @Description(
      "The longest that a feedback session may be, its final silence included; a longer one is cut."
          + " It must be at least --sessionGap.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("4h")
  String getSessionMaxLength();

  void setSessionMaxLength(String value);

  @Group(OptionGroup.WINDOWS)
  @Description("The size of the fixed windows of health.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("1m")
  String getHealthSize();

  void setHealthSize(String value);

  // Firings, lateness and watermark of each stream

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How long, in event time after its end, a fixed window of performance is still revised. An"
          + " event that comes later still becomes a dead letter.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("2m")
  String getPerformanceAllowedLateness();

  void setPerformanceAllowedLateness(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The processing time from the first new event in a fixed window of performance to its next"
          + " early pane; with never there are no early panes.")
  @DurationRange(min = "1ms", max = LONGEST, also = "never")
  @Default.String("30s")
  String getPerformanceEarlyEvery();

  void setPerformanceEarlyEvery(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How far the watermark of the performance topic stays behind the latest event time of a"
          + " partition.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("2m")
  String getPerformanceMaxDelay();

  void setPerformanceMaxDelay(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The silence, in processing time, after which a partition of the performance topic no longer"
          + " holds the watermark back.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("5m")
  String getPerformanceIdleTimeout();

  void setPerformanceIdleTimeout(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How long, in event time after its end, a feedback session is still revised. An event that"
          + " comes later still becomes a dead letter.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("10m")
  String getFeedbackAllowedLateness();

  void setFeedbackAllowedLateness(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The processing time from the first new event in a feedback session to its next early pane;"
          + " with never there are no early panes.")
  @DurationRange(min = "1ms", max = LONGEST, also = "never")
  @Default.String("never")
  String getFeedbackEarlyEvery();

  void setFeedbackEarlyEvery(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How far the watermark of the feedback topic stays behind the latest event time of a"
          + " partition.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("10m")
  String getFeedbackMaxDelay();

  void setFeedbackMaxDelay(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The silence, in processing time, after which a partition of the feedback topic no longer"
          + " holds the watermark back.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("30m")
  String getFeedbackIdleTimeout();

  void setFeedbackIdleTimeout(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How long, in event time after its end, a sliding window of performance is still revised. An"
          + " event that comes later still becomes a dead letter.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("1m")
  String getAnomalyAllowedLateness();

  void setAnomalyAllowedLateness(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The processing time from the first new event in a sliding window of performance to its next"
          + " early pane; with never there are no early panes. A critical event fires at once.")
  @DurationRange(min = "1ms", max = LONGEST, also = "never")
  @Default.String("5s")
  String getAnomalyEarlyEvery();

  void setAnomalyEarlyEvery(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How long, in event time after its end, a window of health is still revised. An event that"
          + " comes later still becomes a dead letter.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("30s")
  String getHealthAllowedLateness();

  void setHealthAllowedLateness(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The processing time from the first new event in a window of health to its next early pane;"
          + " with never there are no early panes.")
  @DurationRange(min = "1ms", max = LONGEST, also = "never")
  @Default.String("never")
  String getHealthEarlyEvery();

  void setHealthEarlyEvery(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "How far the watermark of the health topic stays behind the latest event time of a"
          + " partition.")
  @DurationRange(min = "0ms", max = LONGEST)
  @Default.String("10s")
  String getHealthMaxDelay();

  void setHealthMaxDelay(String value);

  @Group(OptionGroup.FIRINGS)
  @Description(
      "The silence, in processing time, after which a partition of the health topic no longer holds"
          + " the watermark back.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("1m")
  String getHealthIdleTimeout();

  void setHealthIdleTimeout(String value);

  // Estimates and anomalies

  @Group(OptionGroup.ANOMALIES)
  @Description("The relative error of percentiles: 0.01 is 1 %.")
  @Range(min = 0.0001, max = 0.1)
  @Default.Double(0.01)
  Double getRelativeError();

  void setRelativeError(Double value);

  @Group(OptionGroup.ANOMALIES)
  @Description("A request with at least this latency fires its sliding windows at once.")
  @DurationRange(min = "1ms", max = LONGEST)
  @Default.String("30s")
  String getCriticalLatency();

  void setCriticalLatency(String value);

  @Group(OptionGroup.ANOMALIES)
  @Description("A request with at least this cost fires its sliding windows at once.")
  @Range(min = 0, max = ValueLimits.COST_USD, unit = "US dollars")
  @Default.Double(1.0)
  Double getCriticalCost();

  void setCriticalCost(Double value);

  @Group(OptionGroup.ANOMALIES)
  @Description(
      "The number of failed requests of a series in one slice of event time (a minute by default)"
          + " that fires its sliding windows at once, and again each time that number doubles; 0"
          + " for never.")
  @Range(min = 0, max = 1_000_000, unit = "requests")
  @Default.Integer(20)
  Integer getCriticalErrors();

  void setCriticalErrors(Integer value);

  @Group(OptionGroup.ANOMALIES)
  @Description(
      "How anomalies are found: ROBUST compares a window with a forecast for its hour of the day, in"
          + " robust deviations; ZSCORE with the running mean and variance of the windows before.")
  @Default.Enum("ROBUST")
  AnomalyMethod getAnomalyMethod();

  void setAnomalyMethod(AnomalyMethod value);

  @Group(OptionGroup.ANOMALIES)
  @Description(
      "With fewer requests a window is not judged, and neither is a throughput if fewer are usual;"
          + " the 95th percentile of latency needs at least 20. With ZSCORE it has no effect.")
  @Range(min = 1, max = 1_000_000, unit = "requests")
  @Default.Integer(10)
  Integer getAnomalyMinRequests();

  void setAnomalyMinRequests(Integer value);

  @Group(OptionGroup.ANOMALIES)
  @Description(
      "The weight of the newest window in the running baseline of a series. With ROBUST it has no effect.")
  @Range(min = 0.0001, max = 1)
  @Default.Double(0.1)
  Double getAnomalyAlpha();

  void setAnomalyAlpha(Double value);

  @Group(OptionGroup.ANOMALIES)
  @Description(
      "How many windows the baseline of a series learns from before any is judged; with ROBUST only"
          + " windows that do not overlap are learned, so 10 of 15 minutes take two and a half hours.")
  @Range(min = 2, max = 1_000_000, unit = "windows")
  @Default.Integer(10)
  Integer getAnomalyWarmUp();

  void setAnomalyWarmUp(Integer value);

  @Group(OptionGroup.ANOMALIES)
  @Description("The distance from the baseline at which an anomaly is a warning.")
  @Range(min = 0.1, max = 1000, unit = "standard deviations")
  @Default.Double(3.0)
  Double getWarningZScore();

  void setWarningZScore(Double value);

  @Group(OptionGroup.ANOMALIES)
  @Description(
      "The distance from the baseline at which an anomaly is critical. It must be at least"
          + " --warningZScore.")
  @Range(min = 0.1, max = 1000, unit = "standard deviations")
  @Default.Double(5.0)
  Double getCriticalZScore();

  void setCriticalZScore(Double value);
}
