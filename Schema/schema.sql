CREATE SCHEMA auth;

CREATE SCHEMA http;

CREATE SCHEMA jobs;

CREATE SCHEMA orders;

CREATE SCHEMA persistence;

CREATE SCHEMA products;

CREATE SCHEMA users;

CREATE TABLE auth.credentials (
    user_id uuid NOT NULL,
    password_hash text NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT credentials_password_hash_check CHECK ((password_hash ~~ '$argon2id$%'::text))
);

CREATE TABLE auth.refresh_tokens (
    token_hash bytea NOT NULL,
    session_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT refresh_tokens_token_hash_check CHECK ((length(token_hash) = 32))
);

CREATE TABLE auth.revocations (
    session_id uuid NOT NULL,
    transaction_id xid8 DEFAULT pg_current_xact_id() NOT NULL,
    revoked_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

CREATE TABLE auth.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    user_agent text,
    address text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_seen_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT sessions_address_check CHECK ((length(address) <= 64)),
    CONSTRAINT sessions_check CHECK ((expires_at > created_at)),
    CONSTRAINT sessions_user_agent_check CHECK ((length(user_agent) <= 500))
);

CREATE TABLE http.idempotency_keys (
    scope uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status smallint NOT NULL,
    location text,
    content_type text,
    body bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_keys_fingerprint_check CHECK ((length(fingerprint) = 32)),
    CONSTRAINT idempotency_keys_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
    CONSTRAINT idempotency_keys_status_check CHECK (((status >= 200) AND (status <= 399)))
);

COMMENT ON TABLE http.idempotency_keys IS 'Replayed for 24 hours, then deleted by the job http.forget-idempotency-keys.';

CREATE TABLE jobs.schedules (
    name text NOT NULL,
    next_run_at timestamp with time zone NOT NULL,
    last_run_at timestamp with time zone
);

CREATE TABLE orders.events (
    order_id uuid NOT NULL,
    version bigint NOT NULL,
    id uuid NOT NULL,
    type text NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    actor uuid,
    data jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT events_data_check CHECK ((jsonb_typeof(data) = 'object'::text)),
    CONSTRAINT events_type_check CHECK ((type = ANY (ARRAY['placed'::text, 'itemAdded'::text, 'itemChanged'::text, 'itemRemoved'::text, 'paid'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text, 'refunded'::text]))),
    CONSTRAINT events_version_check CHECK ((version >= 1))
);

COMMENT ON COLUMN orders.events.actor IS 'The account that did it; NULL for what the service did by itself.';

CREATE TABLE orders.items (
    id uuid NOT NULL,
    order_id uuid NOT NULL,
    "position" integer NOT NULL,
    product_id uuid NOT NULL,
    sku text NOT NULL,
    name text NOT NULL,
    unit_price bigint NOT NULL,
    quantity bigint NOT NULL,
    line_total bigint GENERATED ALWAYS AS ((unit_price * quantity)) STORED,
    CONSTRAINT items_position_check CHECK (("position" >= 0)),
    CONSTRAINT items_quantity_check CHECK (((quantity >= 1) AND (quantity <= 1000000))),
    CONSTRAINT items_unit_price_check CHECK ((unit_price >= 0))
);

CREATE SEQUENCE orders.order_numbers
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;

CREATE TABLE orders.orders (
    id uuid NOT NULL,
    number text NOT NULL,
    user_id uuid NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    currency text NOT NULL,
    total_amount bigint NOT NULL,
    shipping_address_id uuid,
    reserved_until timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    payment_reference text,
    CONSTRAINT orders_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT orders_number_check CHECK ((number ~ '^S-[0-9]{4}-[0-9]{6,}$'::text)),
    CONSTRAINT orders_payment_reference_check CHECK (((length(payment_reference) >= 1) AND (length(payment_reference) <= 255))),
    CONSTRAINT orders_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'paid'::text, 'shipped'::text, 'delivered'::text, 'cancelled'::text, 'refunded'::text]))),
    CONSTRAINT orders_total_amount_check CHECK (((total_amount >= 0) AND (total_amount < '9007199254740992'::bigint))),
    CONSTRAINT orders_unpaid_have_no_payment CHECK (((status <> 'pending'::text) OR (payment_reference IS NULL))),
    CONSTRAINT pending_orders_hold_a_reservation CHECK (((status = 'pending'::text) = (reserved_until IS NOT NULL)))
);

CREATE TABLE persistence.migrations (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

CREATE TABLE products.categories (
    id uuid NOT NULL,
    parent_id uuid,
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT categories_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200)))
);

CREATE TABLE products.product_categories (
    product_id uuid NOT NULL,
    category_id uuid NOT NULL,
    "position" integer DEFAULT 0 NOT NULL,
    CONSTRAINT product_categories_position_check CHECK (("position" >= 0))
);

CREATE TABLE products.products (
    id uuid NOT NULL,
    sku text NOT NULL,
    name text NOT NULL,
    description text,
    status text DEFAULT 'draft'::text NOT NULL,
    price_amount bigint NOT NULL,
    price_currency text NOT NULL,
    attributes jsonb DEFAULT '{}'::jsonb NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    CONSTRAINT products_attributes_check CHECK ((jsonb_typeof(attributes) = 'object'::text)),
    CONSTRAINT products_description_check CHECK ((length(description) <= 10000)),
    CONSTRAINT products_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT products_price_amount_check CHECK (((price_amount >= 0) AND (price_amount < '9007199254740992'::bigint))),
    CONSTRAINT products_price_currency_check CHECK ((price_currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT products_sku_check CHECK (((length(sku) >= 1) AND (length(sku) <= 200))),
    CONSTRAINT products_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'archived'::text])))
);

CREATE TABLE products.stock (
    product_id uuid NOT NULL,
    on_hand bigint DEFAULT 0 NOT NULL,
    reserved bigint DEFAULT 0 NOT NULL,
    available bigint GENERATED ALWAYS AS ((on_hand - reserved)) STORED,
    CONSTRAINT stock_never_oversold CHECK ((reserved <= on_hand)),
    CONSTRAINT stock_on_hand_check CHECK ((on_hand >= 0)),
    CONSTRAINT stock_reserved_check CHECK ((reserved >= 0))
)
WITH (fillfactor='70');

CREATE TABLE products.stock_movements (
    id uuid NOT NULL,
    product_id uuid NOT NULL,
    delta bigint NOT NULL,
    reason text NOT NULL,
    order_id uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT movements_of_orders_name_them CHECK (((reason = ANY (ARRAY['reserved'::text, 'released'::text])) = (order_id IS NOT NULL))),
    CONSTRAINT stock_movements_delta_check CHECK ((delta <> 0)),
    CONSTRAINT stock_movements_reason_check CHECK ((reason = ANY (ARRAY['received'::text, 'correction'::text, 'damaged'::text, 'returned'::text, 'reserved'::text, 'released'::text])))
);

CREATE TABLE users.accounts (
    id uuid NOT NULL,
    email text NOT NULL,
    name text NOT NULL,
    role text DEFAULT 'customer'::text NOT NULL,
    email_verified_at timestamp with time zone,
    disabled_at timestamp with time zone,
    deleted_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT accounts_email_check CHECK (((email = lower(btrim(email))) AND ((length(email) >= 3) AND (length(email) <= 254)))),
    CONSTRAINT accounts_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT accounts_role_check CHECK ((role = ANY (ARRAY['customer'::text, 'staff'::text, 'admin'::text])))
);

CREATE TABLE users.addresses (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name text NOT NULL,
    line1 text NOT NULL,
    line2 text,
    city text NOT NULL,
    postal_code text NOT NULL,
    country text NOT NULL,
    is_default boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT addresses_city_check CHECK (((length(city) >= 1) AND (length(city) <= 200))),
    CONSTRAINT addresses_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
    CONSTRAINT addresses_line1_check CHECK (((length(line1) >= 1) AND (length(line1) <= 200))),
    CONSTRAINT addresses_line2_check CHECK (((length(line2) >= 1) AND (length(line2) <= 200))),
    CONSTRAINT addresses_name_check CHECK (((length(name) >= 1) AND (length(name) <= 200))),
    CONSTRAINT addresses_postal_code_check CHECK (((length(postal_code) >= 1) AND (length(postal_code) <= 20)))
);

ALTER TABLE ONLY auth.credentials
    ADD CONSTRAINT credentials_pkey PRIMARY KEY (user_id);

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_pkey PRIMARY KEY (token_hash);

ALTER TABLE ONLY auth.revocations
    ADD CONSTRAINT revocations_pkey PRIMARY KEY (session_id);

ALTER TABLE ONLY auth.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY http.idempotency_keys
    ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (scope, key);

ALTER TABLE ONLY jobs.schedules
    ADD CONSTRAINT schedules_pkey PRIMARY KEY (name);

ALTER TABLE ONLY orders.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (order_id, version);

ALTER TABLE ONLY orders.items
    ADD CONSTRAINT items_order_id_position_key UNIQUE (order_id, "position");

ALTER TABLE ONLY orders.items
    ADD CONSTRAINT items_pkey PRIMARY KEY (id);

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_number_key UNIQUE (number);

ALTER TABLE ONLY orders.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id);

ALTER TABLE ONLY persistence.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);

ALTER TABLE ONLY products.categories
    ADD CONSTRAINT categories_pkey PRIMARY KEY (id);

ALTER TABLE ONLY products.product_categories
    ADD CONSTRAINT product_categories_pkey PRIMARY KEY (product_id, category_id);

ALTER TABLE ONLY products.products
    ADD CONSTRAINT products_pkey PRIMARY KEY (id);

ALTER TABLE ONLY products.stock_movements
    ADD CONSTRAINT stock_movements_pkey PRIMARY KEY (id);

ALTER TABLE ONLY products.stock
    ADD CONSTRAINT stock_pkey PRIMARY KEY (product_id);

ALTER TABLE ONLY users.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY users.addresses
    ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);

CREATE INDEX refresh_tokens_session_id ON auth.refresh_tokens USING btree (session_id);

CREATE INDEX revocations_revoked_at ON auth.revocations USING btree (revoked_at);

CREATE INDEX revocations_transaction_id ON auth.revocations USING btree (transaction_id);

CREATE INDEX sessions_expires_at ON auth.sessions USING btree (expires_at);

CREATE INDEX sessions_user_id ON auth.sessions USING btree (user_id) WHERE (ended_at IS NULL);

CREATE INDEX idempotency_keys_created_at ON http.idempotency_keys USING btree (created_at);

CREATE INDEX orders_created_at ON orders.orders USING btree (created_at, id);

CREATE INDEX orders_reserved_until ON orders.orders USING btree (reserved_until) WHERE (status = 'pending'::text);

CREATE INDEX orders_user_id ON orders.orders USING btree (user_id, created_at, id);

CREATE INDEX categories_name ON products.categories USING btree (name COLLATE "C", id);

CREATE INDEX categories_parent_id ON products.categories USING btree (parent_id);

CREATE INDEX product_categories_category_id ON products.product_categories USING btree (category_id, "position");

CREATE INDEX products_attributes ON products.products USING gin (attributes jsonb_path_ops) WHERE (deleted_at IS NULL);

CREATE INDEX products_created_at ON products.products USING btree (created_at, id) WHERE (deleted_at IS NULL);

CREATE INDEX products_name ON products.products USING btree (name COLLATE "C", id) WHERE (deleted_at IS NULL);

CREATE INDEX products_price ON products.products USING btree (price_amount, id) WHERE (deleted_at IS NULL);

CREATE INDEX products_search ON products.products USING gin (to_tsvector('english'::regconfig, ((((name || ' '::text) || sku) || ' '::text) || COALESCE(description, ''::text)))) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX products_sku_key ON products.products USING btree (sku) WHERE (deleted_at IS NULL);

CREATE INDEX stock_movements_product_id ON products.stock_movements USING btree (product_id, id);

CREATE UNIQUE INDEX accounts_email_key ON users.accounts USING btree (email) WHERE (deleted_at IS NULL);

CREATE INDEX accounts_newest ON users.accounts USING btree (created_at DESC, id DESC) WHERE (deleted_at IS NULL);

CREATE UNIQUE INDEX addresses_default_key ON users.addresses USING btree (user_id) WHERE is_default;

CREATE INDEX addresses_user_id ON users.addresses USING btree (user_id, id);

ALTER TABLE ONLY auth.refresh_tokens
    ADD CONSTRAINT refresh_tokens_session_id_fkey FOREIGN KEY (session_id) REFERENCES auth.sessions(id) ON DELETE CASCADE;

ALTER TABLE ONLY orders.events
    ADD CONSTRAINT events_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY orders.items
    ADD CONSTRAINT items_order_id_fkey FOREIGN KEY (order_id) REFERENCES orders.orders(id);

ALTER TABLE ONLY products.categories
    ADD CONSTRAINT categories_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES products.categories(id);

ALTER TABLE ONLY products.product_categories
    ADD CONSTRAINT product_categories_category_id_fkey FOREIGN KEY (category_id) REFERENCES products.categories(id) ON DELETE CASCADE;

ALTER TABLE ONLY products.product_categories
    ADD CONSTRAINT product_categories_product_id_fkey FOREIGN KEY (product_id) REFERENCES products.products(id) ON DELETE CASCADE;

ALTER TABLE ONLY products.stock_movements
    ADD CONSTRAINT stock_movements_product_id_fkey FOREIGN KEY (product_id) REFERENCES products.products(id);

ALTER TABLE ONLY products.stock
    ADD CONSTRAINT stock_product_id_fkey FOREIGN KEY (product_id) REFERENCES products.products(id);

ALTER TABLE ONLY users.addresses
    ADD CONSTRAINT addresses_user_id_fkey FOREIGN KEY (user_id) REFERENCES users.accounts(id);
