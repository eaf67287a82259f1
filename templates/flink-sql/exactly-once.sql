-- Topics of a job with --changelogDelivery=EXACTLY_ONCE: each change counts once.
CREATE TABLE performance (
  model STRING,
  region STRING,
  window_start TIMESTAMP_LTZ(3),
  window_end TIMESTAMP_LTZ(3),
  pane STRING,
  requests BIGINT,
  cost_usd_total DOUBLE
) WITH (
  'connector' = 'kafka',
  'topic' = 'tidemark.performance',
  'properties.bootstrap.servers' = 'localhost:9092',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'debezium-json',
  'debezium-json.timestamp-format.standard' = 'ISO-8601'
);

SELECT model, SUM(requests) AS requests, SUM(cost_usd_total) AS cost_usd
FROM performance
GROUP BY model;
