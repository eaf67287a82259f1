-- One row is one incident, at its first unusual window. `incident_end` is the end of the first window
-- that was usual again; NULL while the incident goes on.
ALTER TABLE anomaly ADD COLUMN incident_end timestamptz;
ALTER TABLE anomaly ADD COLUMN explanation text;
