-- owner: Orders
-- phase: expand
-- Orders and their lines. A line keeps the name, SKU and price of the moment it was ordered.

CREATE SCHEMA orders;

CREATE SEQUENCE orders.order_numbers;

CREATE TABLE orders.orders (
    id uuid PRIMARY KEY,
    number text NOT NULL UNIQUE CHECK (number ~ '^S-[0-9]{4}-[0-9]{6,}$'),
    user_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'pending'
        CHECK (status IN ('pending', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
    currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
    total_amount bigint NOT NULL CHECK (total_amount >= 0 AND total_amount < 9007199254740992),
    shipping_address_id uuid,
    reserved_until timestamptz,
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT pending_orders_hold_a_reservation CHECK ((status = 'pending') = (reserved_until IS NOT NULL))
);

CREATE INDEX orders_user_id ON orders.orders (user_id, created_at, id);
CREATE INDEX orders_created_at ON orders.orders (created_at, id);
CREATE INDEX orders_reserved_until ON orders.orders (reserved_until) WHERE status = 'pending';

CREATE TABLE orders.items (
    id uuid PRIMARY KEY,
    order_id uuid NOT NULL REFERENCES orders.orders (id),
    position integer NOT NULL CHECK (position >= 0),
    product_id uuid NOT NULL,
    sku text NOT NULL,
    name text NOT NULL,
    unit_price bigint NOT NULL CHECK (unit_price >= 0),
    quantity bigint NOT NULL CHECK (quantity BETWEEN 1 AND 1000000),
    line_total bigint GENERATED ALWAYS AS (unit_price * quantity) STORED,
    UNIQUE (order_id, position)
);
