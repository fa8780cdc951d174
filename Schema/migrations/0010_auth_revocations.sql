-- owner: Auth
-- phase: expand
-- Sessions that have ended while access tokens of theirs may still be good. Every instance follows this table.

CREATE TABLE auth.revocations (
    session_id uuid PRIMARY KEY,
    -- A reader asks from the oldest transaction that was under way when it asked last: so no late commit is missed.
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    revoked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX revocations_transaction_id ON auth.revocations (transaction_id);
CREATE INDEX revocations_revoked_at ON auth.revocations (revoked_at);
