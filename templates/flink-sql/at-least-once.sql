-- Topics of a job with --changelogDelivery=AT_LEAST_ONCE, the default: after a crash changes come
-- again, so what stands is kept by primary key.
SET 'table.exec.source.cdc-events-duplicate' = 'true';

CREATE TABLE performance (
  `key` STRING,
  model STRING,
  region STRING,
  window_start TIMESTAMP_LTZ(3),
  window_end TIMESTAMP_LTZ(3),
  pane STRING,
  requests BIGINT,
  cost_usd_total DOUBLE,
  PRIMARY KEY (`key`, window_start, window_end) NOT ENFORCED
) WITH (
  'connector' = 'kafka',
  'topic' = 'tidemark.performance',
  'properties.bootstrap.servers' = 'localhost:9092',
  'scan.startup.mode' = 'earliest-offset',
  'format' = 'debezium-json',
  'debezium-json.timestamp-format.standard' = 'ISO-8601'
);

SELECT model, SUM(requests) AS requests, SUM(cost_usd_total) AS cost_usd
FROM performance
GROUP BY model;
