-- owner: Jobs
-- phase: expand
-- Who runs a tick of a schedule is decided by one UPDATE: no leader, and no tick twice.

CREATE SCHEMA jobs;

CREATE TABLE jobs.schedules (
    name text PRIMARY KEY,
    next_run_at timestamptz NOT NULL,
    last_run_at timestamptz
);
