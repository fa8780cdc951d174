-- owner: Users
-- phase: expand
-- Where things are sent to, and the order in which an admin pages through the accounts.

CREATE TABLE users.addresses (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users.accounts (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    line1 text NOT NULL CHECK (length(line1) BETWEEN 1 AND 200),
    line2 text CHECK (length(line2) BETWEEN 1 AND 200),
    city text NOT NULL CHECK (length(city) BETWEEN 1 AND 200),
    postal_code text NOT NULL CHECK (length(postal_code) BETWEEN 1 AND 20),
    country text NOT NULL CHECK (country ~ '^[A-Z]{2}$'),
    is_default boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX addresses_user_id ON users.addresses (user_id, id);
CREATE UNIQUE INDEX addresses_default_key ON users.addresses (user_id) WHERE is_default;

CREATE INDEX accounts_newest ON users.accounts (created_at DESC, id DESC) WHERE deleted_at IS NULL;
