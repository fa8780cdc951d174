-- owner: Orders
-- phase: expand
-- What the payment provider calls the payment of an order; it is asked for by that name to give the money back.

ALTER TABLE orders.orders
    ADD COLUMN payment_reference text CHECK (length(payment_reference) BETWEEN 1 AND 255),
    ADD CONSTRAINT orders_unpaid_have_no_payment CHECK (status <> 'pending' OR payment_reference IS NULL);
