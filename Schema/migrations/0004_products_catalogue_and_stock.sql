-- owner: Products
-- phase: expand
-- The catalogue and its stock.

CREATE SCHEMA products;

CREATE TABLE products.categories (
    id uuid PRIMARY KEY,
    parent_id uuid REFERENCES products.categories (id),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX categories_parent_id ON products.categories (parent_id);

CREATE TABLE products.products (
    id uuid PRIMARY KEY,
    sku text NOT NULL CHECK (length(sku) BETWEEN 1 AND 200),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    description text CHECK (length(description) <= 10000),
    status text NOT NULL DEFAULT 'draft' CHECK (status IN ('draft', 'active', 'archived')),
    price_amount bigint NOT NULL CHECK (price_amount >= 0 AND price_amount < 9007199254740992),
    price_currency text NOT NULL CHECK (price_currency ~ '^[A-Z]{3}$'),
    attributes jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
    version bigint NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    deleted_at timestamptz
);

-- A deleted product frees its SKU.
CREATE UNIQUE INDEX products_sku_key ON products.products (sku) WHERE deleted_at IS NULL;
-- One index a sort order; each page is a range of one of them.
CREATE INDEX products_created_at ON products.products (created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX products_price ON products.products (price_amount, id) WHERE deleted_at IS NULL;
CREATE INDEX products_name ON products.products (name COLLATE "C", id) WHERE deleted_at IS NULL;

CREATE TABLE products.product_categories (
    product_id uuid NOT NULL REFERENCES products.products (id) ON DELETE CASCADE,
    category_id uuid NOT NULL REFERENCES products.categories (id) ON DELETE CASCADE,
    position integer NOT NULL DEFAULT 0 CHECK (position >= 0),
    PRIMARY KEY (product_id, category_id)
);

CREATE INDEX product_categories_category_id ON products.product_categories (category_id, position);

-- One row a product. on_hand is what lies in the warehouse; reserved is promised to orders and still lies there.
CREATE TABLE products.stock (
    product_id uuid PRIMARY KEY REFERENCES products.products (id),
    on_hand bigint NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved bigint NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    available bigint GENERATED ALWAYS AS (on_hand - reserved) STORED,
    CONSTRAINT stock_never_oversold CHECK (reserved <= on_hand)
) WITH (fillfactor = 70);

-- The ledger. For every product the deltas add up to stock.available: a reservation takes, a release gives back, and
-- a sale moves nothing, because the reservation already took it.
CREATE TABLE products.stock_movements (
    id uuid PRIMARY KEY,
    product_id uuid NOT NULL REFERENCES products.products (id),
    delta bigint NOT NULL CHECK (delta <> 0),
    reason text NOT NULL CHECK (reason IN ('received', 'correction', 'damaged', 'returned', 'reserved', 'released')),
    order_id uuid,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT movements_of_orders_name_them CHECK ((reason IN ('reserved', 'released')) = (order_id IS NOT NULL))
);

CREATE INDEX stock_movements_product_id ON products.stock_movements (product_id, id);
