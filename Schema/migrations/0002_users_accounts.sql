-- owner: Users
-- phase: expand
-- Accounts. What proves who someone is (passwords, sessions) belongs to Auth.

CREATE SCHEMA users;

CREATE TABLE users.accounts (
    id uuid PRIMARY KEY,
    email text NOT NULL CHECK (email = lower(btrim(email)) AND length(email) BETWEEN 3 AND 254),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role text NOT NULL DEFAULT 'customer' CHECK (role IN ('customer', 'staff', 'admin')),
    email_verified_at timestamptz,
    disabled_at timestamptz,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- A deleted account frees its address.
CREATE UNIQUE INDEX accounts_email_key ON users.accounts (email) WHERE deleted_at IS NULL;
