-- owner: Auth
-- phase: expand
-- Everything secret is stored only as a hash.

CREATE SCHEMA auth;

CREATE TABLE auth.credentials (
    user_id uuid PRIMARY KEY,
    password_hash text NOT NULL CHECK (password_hash LIKE '$argon2id$%'),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- A session is one signed-in device: a family of refresh tokens, each the successor of the one before.
CREATE TABLE auth.sessions (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL,
    user_agent text CHECK (length(user_agent) <= 500),
    address text CHECK (length(address) <= 64),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_seen_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL CHECK (expires_at > created_at),
    ended_at timestamptz
);

CREATE INDEX sessions_user_id ON auth.sessions (user_id) WHERE ended_at IS NULL;
CREATE INDEX sessions_expires_at ON auth.sessions (expires_at);

CREATE TABLE auth.refresh_tokens (
    token_hash bytea PRIMARY KEY CHECK (length(token_hash) = 32),
    session_id uuid NOT NULL REFERENCES auth.sessions (id) ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz
);

CREATE INDEX refresh_tokens_session_id ON auth.refresh_tokens (session_id);
