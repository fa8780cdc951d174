-- owner: HTTPKernel
-- phase: expand
-- The first answer to each Idempotency-Key, written in the transaction that had the effect.

CREATE SCHEMA http;

CREATE TABLE http.idempotency_keys (
    scope uuid NOT NULL,
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint bytea NOT NULL CHECK (length(fingerprint) = 32),
    status smallint NOT NULL CHECK (status BETWEEN 200 AND 399),
    location text,
    content_type text,
    body bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key)
);

CREATE INDEX idempotency_keys_created_at ON http.idempotency_keys (created_at);

COMMENT ON TABLE http.idempotency_keys IS
    'Replayed for 24 hours, then deleted by the job http.forget-idempotency-keys.';
