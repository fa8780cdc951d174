'use strict';
// Stoa's statements, with the columns named for pg's objects.

const COLUMNS = `p.id, c.id AS category_id, c.name AS category_name, pc.position, p.sku, p.name, p.description, p.status,
  p.price_amount, p.price_currency, p.attributes, coalesce(s.available, 0) AS available, p.created_at, p.updated_at`;

exports.product = `
  SELECT ${COLUMNS} FROM products.products p
  LEFT JOIN products.stock s ON s.product_id = p.id
  LEFT JOIN products.product_categories pc ON pc.product_id = p.id
  LEFT JOIN products.categories c ON c.id = pc.category_id
  WHERE p.id = $1 AND p.deleted_at IS NULL AND p.status = 'active'`;

exports.page = `
  SELECT ${COLUMNS} FROM (
    SELECT * FROM products.products p WHERE p.deleted_at IS NULL AND p.status = 'active'
    ORDER BY p.created_at DESC, p.id DESC LIMIT 21
  ) p
  LEFT JOIN LATERAL (
    SELECT available FROM products.stock WHERE product_id = p.id OFFSET 0
  ) s ON true
  LEFT JOIN LATERAL (
    SELECT category_id, position FROM products.product_categories WHERE product_id = p.id OFFSET 0
  ) pc ON true
  LEFT JOIN products.categories c ON c.id = pc.category_id
  ORDER BY p.created_at DESC, p.id DESC`;

exports.account = `
  SELECT id, email, name, role, email_verified_at IS NOT NULL AS email_verified, disabled_at IS NOT NULL AS disabled,
    created_at, updated_at
  FROM users.accounts WHERE id = $1 AND deleted_at IS NULL`;

exports.reserve = `
  WITH wanted AS (
    SELECT * FROM unnest((SELECT $1::uuid[]), (SELECT $2::bigint[]), (SELECT $3::uuid[]))
      AS line (product_id, quantity, movement_id)
  ), locked AS MATERIALIZED (
    SELECT p.id, p.sku, p.name, p.price_amount, p.price_currency, p.status, s.available,
      wanted.quantity, wanted.movement_id
    FROM wanted
    JOIN products.stock s ON s.product_id = wanted.product_id
    JOIN products.products p ON p.id = s.product_id AND p.deleted_at IS NULL
    ORDER BY s.product_id FOR UPDATE OF s
  ), verdict AS MATERIALIZED (
    SELECT count(*) = $4::bigint AND bool_and(status = 'active' AND available >= quantity) AS all_fit FROM locked
  ), reserved AS (
    UPDATE products.stock s SET reserved = s.reserved + locked.quantity FROM locked
    WHERE s.product_id = locked.id AND (SELECT all_fit FROM verdict)
    RETURNING s.product_id, locked.quantity, locked.movement_id
  ), ledger AS (
    INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id)
    SELECT movement_id, product_id, -quantity, 'reserved', $5::uuid FROM reserved
  )
  SELECT id, sku, name, price_amount, price_currency, status, available FROM locked`;

exports.insert = `
  WITH next AS (
    SELECT nextval('orders.order_numbers')::text AS number
  ), placed AS (
    INSERT INTO orders.orders (id, number, user_id, currency, total_amount, shipping_address_id, reserved_until)
    SELECT $1::uuid, 'S-' || to_char(now() AT TIME ZONE 'UTC', 'YYYY') || '-'
        || lpad(next.number, greatest(6, length(next.number)), '0'),
      $2::uuid, $3::text, $4::bigint, $5::uuid, now() + interval '30 minutes'
    FROM next RETURNING number, reserved_until, created_at
  ), lines AS (
    INSERT INTO orders.items (order_id, id, position, product_id, sku, name, unit_price, quantity)
    SELECT $1::uuid, line.id, line.ordinality - 1, product_id, sku, name, unit_price, quantity
    FROM unnest((SELECT $6::uuid[]), (SELECT $7::uuid[]), (SELECT $8::text[]), (SELECT $9::text[]),
        (SELECT $10::bigint[]), (SELECT $11::bigint[]))
      WITH ORDINALITY AS line (id, product_id, sku, name, unit_price, quantity, ordinality)
  )
  SELECT number, reserved_until, created_at FROM placed`;
