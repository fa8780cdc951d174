-- owner: Orders
-- phase: expand
-- The timeline of an order. An event stands for one version of its order, so none can be written twice, and their order
-- is that of the changes, whatever the clocks said.

CREATE TABLE orders.events (
    order_id uuid NOT NULL REFERENCES orders.orders (id),
    version bigint NOT NULL CHECK (version >= 1),
    id uuid NOT NULL,
    type text NOT NULL CHECK (type IN (
        'placed', 'itemAdded', 'itemChanged', 'itemRemoved', 'paid', 'shipped', 'delivered', 'cancelled', 'refunded')),
    at timestamptz NOT NULL DEFAULT now(),
    actor uuid,
    data jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(data) = 'object'),
    PRIMARY KEY (order_id, version)
);

COMMENT ON COLUMN orders.events.actor IS 'The account that did it; NULL for what the service did by itself.';
