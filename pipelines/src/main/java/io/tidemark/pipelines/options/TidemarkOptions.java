package io.tidemark.pipelines.options;

import io.tidemark.pipelines.Settings;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Every option of the pipeline, documented here and nowhere else. Durations are a whole number and
 * a unit, {@code 250ms 30s 5m 4h}. {@link Settings} checks them, each and together.
 */
public interface TidemarkOptions extends PipelineOptions {

  // Where events come from

  @Description("File or glob of JSON lines to read in place of Kafka: a bounded run over history.")
  @Nullable String getInput();

  void setInput(@Nullable String value);

  @Description("Kafka brokers, host:port separated by commas.")
  @Nullable String getBootstrapServers();

  void setBootstrapServers(@Nullable String value);

  @Description("Topic of performance metrics.")
  @Default.String("perf-metrics")
  String getPerformanceTopic();

  void setPerformanceTopic(String value);

  @Description("Topic of user feedback.")
  @Default.String("user-feedback")
  String getFeedbackTopic();

  void setFeedbackTopic(String value);

  @Description("Topic of system health.")
  @Default.String("system-health")
  String getHealthTopic();

  void setHealthTopic(String value);

  @Description("Kafka consumer group that offsets are committed for.")
  @Default.String("tidemark")
  String getConsumerGroup();

  void setConsumerGroup(String value);

  @Description(
      "Properties file with further Kafka consumer settings, such as SASL and SSL. Interceptors"
          + " may find values as ByteBuffer.")
  @Nullable String getConsumerConfigFile();

  void setConsumerConfigFile(@Nullable String value);

  @Description(
      "How far event time may be ahead of processing time; beyond, the event is a dead letter.")
  @Default.String("1h")
  String getMaxFutureSkew();

  void setMaxFutureSkew(String value);

  @Description("Largest record accepted, in bytes; a larger one is a dead letter.")
  @Default.Integer(1048576)
  Integer getMaxRecordBytes();

  void setMaxRecordBytes(Integer value);

  // Where results go

  @Description("PostgreSQL to write to: jdbc:postgresql://host:port/database.")
  @Nullable String getJdbcUrl();

  void setJdbcUrl(@Nullable String value);

  @Description("User of the database, unless the URL names one.")
  @Nullable String getJdbcUser();

  void setJdbcUser(@Nullable String value);

  @Description("File whose first line is the password of the database user.")
  @Nullable String getJdbcPasswordFile();

  void setJdbcPasswordFile(@Nullable String value);

  @Description(
      "Publish changes, anomalies and dead letters to Kafka topics, where there are brokers.")
  @Default.Boolean(true)
  Boolean getPublishChangelog();

  void setPublishChangelog(Boolean value);

  @Description("First part of the names of the topics written.")
  @Default.String("tidemark")
  String getOutputTopicPrefix();

  void setOutputTopicPrefix(String value);

  @Description(
      "How often a reader of the topics written sees each record, also after a crash:"
          + " AT_LEAST_ONCE, or EXACTLY_ONCE for readers with isolation.level=read_committed, at the"
          + " price of a checkpoint interval of delay. The latter needs checkpoints, so not the"
          + " Direct runner and not --input.")
  @Default.Enum("AT_LEAST_ONCE")
  Delivery getChangelogDelivery();

  void setChangelogDelivery(Delivery value);

  @Description("Properties file with further Kafka producer settings, such as SASL and SSL.")
  @Nullable String getProducerConfigFile();

  void setProducerConfigFile(@Nullable String value);

  // Windows

  @Description(
      "What a performance series is, of: model, region, provider, service; separated by commas.")
  @Default.String("model,region")
  String getDimensions();

  void setDimensions(String value);

  @Description("Size of the fixed windows of performance, or none for no such windows.")
  @Default.String("5m")
  String getFixedSize();

  void setFixedSize(String value);

  @Description("Offset of the fixed windows from the epoch, less than their size.")
  @Default.String("0s")
  String getFixedOffset();

  void setFixedOffset(String value);

  @Description(
      "Size of the sliding windows of performance, or none for neither them nor anomalies.")
  @Default.String("15m")
  String getSlidingSize();

  void setSlidingSize(String value);

  @Description("Period of the sliding windows, at most their size.")
  @Default.String("1m")
  String getSlidingPeriod();

  void setSlidingPeriod(String value);

  @Description("Silence that ends a feedback session.")
  @Default.String("30m")
  String getSessionGap();

  void setSessionGap(String value);

  @Description("Longest feedback session, at least the gap.")
  @Default.String("4h")
  String getSessionMaxLength();

  void setSessionMaxLength(String value);

  @Description("Size of the fixed windows of health.")
  @Default.String("1m")
  String getHealthSize();

  void setHealthSize(String value);

  // Firings, lateness and watermark of each stream

  @Description("Performance: event time after the end of a window during which it is revised.")
  @Default.String("2m")
  String getPerformanceAllowedLateness();

  void setPerformanceAllowedLateness(String value);

  @Description("Performance: processing time between early panes, or never.")
  @Default.String("30s")
  String getPerformanceEarlyEvery();

  void setPerformanceEarlyEvery(String value);

  @Description(
      "Performance: how far the watermark stays behind the latest event time of a partition.")
  @Default.String("2m")
  String getPerformanceMaxDelay();

  void setPerformanceMaxDelay(String value);

  @Description("Performance: silence after which a partition no longer holds the watermark back.")
  @Default.String("5m")
  String getPerformanceIdleTimeout();

  void setPerformanceIdleTimeout(String value);

  @Description("Feedback: event time after the end of a window during which it is revised.")
  @Default.String("10m")
  String getFeedbackAllowedLateness();

  void setFeedbackAllowedLateness(String value);

  @Description("Feedback: processing time between early panes, or never.")
  @Default.String("never")
  String getFeedbackEarlyEvery();

  void setFeedbackEarlyEvery(String value);

  @Description("Feedback: how far the watermark stays behind the latest event time of a partition.")
  @Default.String("10m")
  String getFeedbackMaxDelay();

  void setFeedbackMaxDelay(String value);

  @Description("Feedback: silence after which a partition no longer holds the watermark back.")
  @Default.String("30m")
  String getFeedbackIdleTimeout();

  void setFeedbackIdleTimeout(String value);

  @Description("Anomaly: event time after the end of a window during which it is revised.")
  @Default.String("1m")
  String getAnomalyAllowedLateness();

  void setAnomalyAllowedLateness(String value);

  @Description("Anomaly: processing time between early panes, or never.")
  @Default.String("5s")
  String getAnomalyEarlyEvery();

  void setAnomalyEarlyEvery(String value);

  @Description("Health: event time after the end of a window during which it is revised.")
  @Default.String("30s")
  String getHealthAllowedLateness();

  void setHealthAllowedLateness(String value);

  @Description("Health: processing time between early panes, or never.")
  @Default.String("never")
  String getHealthEarlyEvery();

  void setHealthEarlyEvery(String value);

  @Description("Health: how far the watermark stays behind the latest event time of a partition.")
  @Default.String("10s")
  String getHealthMaxDelay();

  void setHealthMaxDelay(String value);

  @Description("Health: silence after which a partition no longer holds the watermark back.")
  @Default.String("1m")
  String getHealthIdleTimeout();

  void setHealthIdleTimeout(String value);

  // Estimates and anomalies

  @Description("Relative error of percentiles, above 0 and at most 0.1.")
  @Default.Double(0.01)
  Double getRelativeError();

  void setRelativeError(Double value);

  @Description("A request of at least this latency fires its sliding windows at once.")
  @Default.String("30s")
  String getCriticalLatency();

  void setCriticalLatency(String value);

  @Description("A request of at least this cost, in US dollars, fires its sliding windows at once.")
  @Default.Double(1.0)
  Double getCriticalCost();

  void setCriticalCost(Double value);

  @Description(
      "So many failed requests of a series in one slice (a minute by default) fire its sliding"
          + " windows at once, then twice as many and so on; 0: none do.")
  @Default.Integer(20)
  Integer getCriticalErrors();

  void setCriticalErrors(Integer value);

  @Description("Weight of the newest window in the running baseline, above 0 and at most 1.")
  @Default.Double(0.1)
  Double getAnomalyAlpha();

  void setAnomalyAlpha(Double value);

  @Description("Windows of a series before its baseline judges, at least 2.")
  @Default.Integer(10)
  Integer getAnomalyWarmUp();

  void setAnomalyWarmUp(Integer value);

  @Description("Standard deviations from the baseline that are a warning.")
  @Default.Double(3.0)
  Double getWarningZScore();

  void setWarningZScore(Double value);

  @Description("Standard deviations from the baseline that are critical.")
  @Default.Double(5.0)
  Double getCriticalZScore();

  void setCriticalZScore(Double value);
}
