-- The demonstration shop, for psql: products in 20 categories of five departments, their stock and its ledger, people,
-- orders in every state.
--   psql -v ON_ERROR_STOP=1 -v scale=small|large -f Tools/Seed/seed.sql
--
-- small: 1,000 products; large: 1,000,000. One transaction; the same data each time; run twice it changes nothing, and
-- large after small adds the rest. Those who can sign in (ada@, staff@, admin@example.com) are made beforehand by
-- `stoa users create`; Ada, if she is there, has orders. Ids have the form of UUIDv7 and sort by creation.
--
-- What adds up, for every product: the ledger's deltas = stock.available; received and corrected - sold = on_hand;
-- reserved = the lines of pending orders. A cancelled order has its reservation and its release in the ledger; what was
-- paid for has left on_hand and reserved (and a refund brings nothing back by itself).

\set QUIET on
BEGIN;
SET LOCAL client_min_messages = warning;
SET LOCAL synchronous_commit = off;
-- Two at once: the second waits, then finds all there.
DO $$ BEGIN PERFORM pg_advisory_xact_lock(hashtext('stoa.seed')); END $$;

-- id(kind, number, at): a UUIDv7 that is the same each time.
CREATE FUNCTION pg_temp.id(kind text, n bigint, at timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0')
        || overlay(overlay(substr(md5(kind || ':' || n), 1, 20) PLACING '7' FROM 1 FOR 1) PLACING 'a' FROM 5 FOR 1))::uuid
$$;
-- chance(below, salt, number): 0 … below − 1, as if by chance.
CREATE FUNCTION pg_temp.chance(below int, salt text, n bigint) RETURNS int LANGUAGE sql IMMUTABLE AS $$
    SELECT ((hashtextextended(salt, n) & 2147483647) % below)::int
$$;
CREATE FUNCTION pg_temp.pick(list text[], salt text, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT list[1 + (hashtextextended(salt, n) & 2147483647) % cardinality(list)]
$$;
-- born(number): when a product entered the catalogue: the thousand of the small shop in 2025, the rest before.
CREATE FUNCTION pg_temp.born(n bigint) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN n <= 1000 THEN '2025-01-06 08:00:00+00'::timestamptz + n * interval '8 hours'
                ELSE '2023-01-02 08:00:00+00'::timestamptz + n * interval '60 seconds' END
$$;

-- The 20 categories. A product is a style, a material and a noun of its category; sizes are the category's, if it has any.
CREATE TEMPORARY TABLE shelf (
    n int PRIMARY KEY, department text, name text, code text, low int, high int,
    nouns text[], materials text[], sizes text[], purpose text
) ON COMMIT DROP;
INSERT INTO shelf VALUES
(1, 'Home', 'Cookware', 'COOK', 1900, 18900, '{Skillet,Saucepan,Stockpot,Casserole,Grill Pan,Wok,Roasting Tin,Sauté Pan}', '{Cast Iron,Stainless Steel,Carbon Steel,Copper,Enamel}', '{20 cm,24 cm,28 cm}', 'even heat on any hob, induction included'),
(2, 'Home', 'Tableware', 'TABL', 600, 8900, '{Dinner Plate,Serving Bowl,Mug,Pitcher,Tumbler,Salad Bowl,Espresso Cup,Platter}', '{Stoneware,Porcelain,Glass,Olive Wood,Earthenware}', '{}', 'everyday meals and the dishwasher afterwards'),
(3, 'Home', 'Bedding', 'BEDD', 2400, 24900, '{Duvet Cover,Fitted Sheet,Pillowcase,Blanket,Quilt,Throw}', '{Linen,Percale Cotton,Merino Wool,Washed Cotton,Bamboo Lyocell}', '{Single,Double,King}', 'sleeping cool in summer and warm in winter'),
(4, 'Home', 'Lighting', 'LAMP', 2900, 32900, '{Desk Lamp,Floor Lamp,Pendant,Wall Light,Table Lamp,Reading Light}', '{Brass,Oak,Opal Glass,Aluminium,Rattan}', '{}', 'warm, dimmable light without glare'),
(5, 'Home', 'Furniture', 'FURN', 8900, 129900, '{Side Table,Bookcase,Dining Chair,Stool,Bench,Sideboard,Coat Stand,Desk}', '{Oak,Walnut,Ash,Birch,Powder-Coated Steel}', '{}', 'small flats and large families alike; assembled in minutes'),
(6, 'Clothing', 'Shirts', 'SHRT', 2900, 11900, '{Oxford Shirt,Overshirt,Polo,T-Shirt,Flannel Shirt,Henley}', '{Organic Cotton,Linen,Merino,Hemp,Chambray}', '{XS,S,M,L,XL}', 'wearing untucked and ironing rarely'),
(7, 'Clothing', 'Knitwear', 'KNIT', 4900, 19900, '{Crewneck,Cardigan,Roll Neck,Vest,Beanie,Scarf}', '{Lambswool,Merino,Cashmere,Alpaca,Cotton}', '{XS,S,M,L,XL}', 'cold mornings and colder offices'),
(8, 'Clothing', 'Outerwear', 'OUTR', 8900, 44900, '{Rain Jacket,Parka,Field Jacket,Gilet,Trench Coat,Windbreaker}', '{Waxed Cotton,Recycled Nylon,Wool Blend,Ripstop,Softshell}', '{S,M,L,XL}', 'rain, wind and the walk home'),
(9, 'Clothing', 'Footwear', 'SHOE', 5900, 28900, '{Trail Shoe,Chelsea Boot,Sneaker,Loafer,Hiking Boot,Sandal}', '{Full-Grain Leather,Suede,Canvas,Recycled Mesh,Nubuck}', '{38,39,40,41,42,43,44}', 'long days on hard ground'),
(10, 'Clothing', 'Bags', 'BAGS', 3900, 26900, '{Backpack,Tote,Messenger Bag,Duffel,Sling,Weekender}', '{Waxed Canvas,Leather,Cordura,Recycled Polyester,Cotton Twill}', '{}', 'a laptop, a lunch and a change of clothes'),
(11, 'Outdoors', 'Camping', 'CAMP', 1500, 49900, '{Two-Person Tent,Sleeping Bag,Camp Stove,Lantern,Folding Chair,Sleeping Mat,Cool Box}', '{Ripstop Nylon,Aluminium,Down,Recycled Polyester,Stainless Steel}', '{}', 'three seasons and one rucksack'),
(12, 'Outdoors', 'Cycling', 'BIKE', 1200, 15900, '{Pannier,Helmet,Floor Pump,Saddle,Multi-Tool,Front Light,Lock}', '{Aluminium,Hardened Steel,Carbon,Leather,Polycarbonate}', '{}', 'commuting every day of the year'),
(13, 'Outdoors', 'Garden', 'GARD', 900, 12900, '{Trowel,Secateurs,Watering Can,Planter,Hand Fork,Garden Hose,Raised Bed}', '{Galvanised Steel,Ash,Terracotta,Copper,Cedar}', '{}', 'beds, balconies and stubborn roots'),
(14, 'Outdoors', 'Fitness', 'FITN', 1100, 34900, '{Kettlebell,Yoga Mat,Skipping Rope,Dumbbell,Foam Roller,Resistance Band,Pull-Up Bar}', '{Cast Iron,Natural Rubber,Cork,Steel,Latex}', '{4 kg,8 kg,12 kg,16 kg}', 'training at home without annoying the neighbours'),
(15, 'Technology', 'Audio', 'AUDI', 3900, 59900, '{Headphones,Bookshelf Speaker,Turntable,Earbuds,Radio,Soundbar}', '{Walnut,Aluminium,Matte Polymer,Wool Fabric,Leather}', '{}', 'hearing the bass line, not the case'),
(16, 'Technology', 'Desk', 'DESK', 1400, 39900, '{Mechanical Keyboard,Monitor Arm,Laptop Stand,Mouse,Cable Tray,Webcam,Docking Station}', '{Aluminium,Walnut,Recycled Plastic,Steel,Wool Felt}', '{}', 'a tidy desk and rested wrists'),
(17, 'Technology', 'Photography', 'FOTO', 1900, 89900, '{Tripod,Camera Strap,Lens Pouch,Softbox,Light Meter,Film Scanner}', '{Carbon Fibre,Leather,Aluminium,Waxed Canvas,Neoprene}', '{}', 'the studio and the street'),
(18, 'Leisure', 'Stationery', 'STAT', 300, 6900, '{Notebook,Fountain Pen,Desk Diary,Pencil Set,Letter Tray,Sketchbook}', '{Recycled Paper,Brass,Cedar,Linen Cover,Leather}', '{A6,A5,A4}', 'people who still write things down'),
(19, 'Leisure', 'Toys', 'TOYS', 800, 9900, '{Building Blocks,Puzzle,Marble Run,Train Set,Stacking Rings,Kite}', '{Beech,Maple,Organic Cotton,Birch Plywood,Recycled Plastic}', '{}', 'small hands and long afternoons'),
(20, 'Leisure', 'Tea and Coffee', 'BREW', 700, 27900, '{Coffee Grinder,French Press,Teapot,Pour-Over Dripper,Moka Pot,Milk Jug,Kettle}', '{Stainless Steel,Borosilicate Glass,Cast Iron,Stoneware,Copper}', '{1 cup,2 cups,6 cups}', 'the first cup of the day, and the second');


-- What this run adds: products :first to :last (none, if :first is beyond :last), and people and orders if :shop_is_new.
SELECT NOT EXISTS (SELECT FROM products.products WHERE id = pg_temp.id('product', 1, pg_temp.born(1))) AS shop_is_new,
       CASE WHEN EXISTS (SELECT FROM products.products WHERE id = pg_temp.id('product', 1, pg_temp.born(1)))
            THEN 1001 ELSE 1 END AS first,
       CASE WHEN :'scale' = 'large'
             AND NOT EXISTS (SELECT FROM products.products WHERE id = pg_temp.id('product', 1000000, pg_temp.born(1000000)))
            THEN 1000000 ELSE 1000 END AS last
\gset
SELECT :first <= :last AS something_to_do \gset
\if :something_to_do

-- Departments, and the categories in them.
INSERT INTO products.categories (id, parent_id, name, created_at, updated_at)
SELECT pg_temp.id('department:' || department, 0, at), NULL, department, at, at
FROM (SELECT DISTINCT department FROM shelf) AS d, (SELECT '2025-01-06 07:00:00+00'::timestamptz AS at) AS t
ON CONFLICT DO NOTHING;
INSERT INTO products.categories (id, parent_id, name, created_at, updated_at)
SELECT pg_temp.id('category', n, at), pg_temp.id('department:' || department, 0, '2025-01-06 07:00:00+00'), name, at, at
FROM shelf, (SELECT '2025-01-06 07:30:00+00'::timestamptz AS at) AS t
ON CONFLICT DO NOTHING;

-- The products, first as a list of what will be said about each in several tables.
CREATE TEMPORARY TABLE goods ON COMMIT DROP AS
SELECT n, pg_temp.id('product', n, pg_temp.born(n)) AS id, pg_temp.born(n) AS born, shelf, code, purpose,
       pg_temp.pick('{Harbour,Nordic,Atelier,Linden,Meridian,Cobble,Fjord,Juniper,Marlow,Tessera,Alder,Brook,Canvas Road,Dune,Ember,Foundry,Grove,Hollow,Isle,Kestrel,Lark,Moor,North Quay,Orchard,Pier,Quarry,Ridge,Saltmarsh,Thistle,Umber,Vale,Willow,Yarrow,Zephyr,Aurora,Bastion,Cedar Lane,Delta,Everyday,Field}'::text[], 'style', n) AS style,
       pg_temp.pick(materials, 'material', n) AS material,
       pg_temp.pick(nouns, 'noun', n) AS noun,
       pg_temp.pick('{black,white,sand,olive,navy,rust,slate,sage,ivory,charcoal,ochre,burgundy}'::text[], 'color', n) AS color,
       CASE WHEN cardinality(sizes) > 0 THEN pg_temp.pick(sizes, 'size', n) END AS size,
       pg_temp.pick('{Portugal,Italy,Japan,Denmark,Germany,Poland,Spain,India,Sweden,Taiwan}'::text[], 'origin', n) AS origin,
       CASE pg_temp.chance(50, 'status', n) WHEN 0 THEN 'archived' WHEN 1 THEN 'draft' WHEN 2 THEN 'draft' ELSE 'active' END AS status,
       (low + pg_temp.chance(high - low, 'price', n)) / 100 * 100 + (ARRAY[0, 50, 90, 95, 99])[1 + pg_temp.chance(5, 'cents', n)] AS price,
       -- Every 29th is out of stock; every 7th was delivered twice; of every 17th some broke.
       CASE WHEN n % 29 = 0 THEN 0 ELSE 40 + pg_temp.chance(360, 'received', n) END AS received,
       CASE WHEN n % 29 <> 0 AND n % 7 = 0 THEN 20 + pg_temp.chance(100, 'again', n) ELSE 0 END AS received_again,
       CASE WHEN n % 29 <> 0 AND n % 17 = 0 THEN 1 + pg_temp.chance(3, 'broken', n) ELSE 0 END AS broken
FROM generate_series(:first::bigint, :last::bigint) AS n JOIN shelf AS s (shelf, department, category, code, low, high, nouns, materials, sizes, purpose)
    ON shelf = 1 + (n - 1) % 20;

INSERT INTO products.products
    (id, sku, name, description, status, price_amount, price_currency, attributes, version, created_at, updated_at)
SELECT id, code || '-' || lpad(n::text, greatest(6, length(n::text)), '0'),
       style || ' ' || material || ' ' || noun || CASE WHEN n > 1000 THEN ' No. ' || n / 1000 ELSE '' END,
       'The ' || style || ' ' || lower(noun) || ' in ' || lower(material) || ', ' || color
           || coalesce(', size ' || size, '') || '. Made in ' || origin || ' for ' || purpose || '. '
           || pg_temp.pick('{"Repairable, with spare parts for ten years.","Comes in plain cardboard, without plastic.","A quiet favourite of ours since the first sample.","Ages well and says so.","Two-year guarantee, thirty days to change your mind.","Made in small runs; each differs a little."}'::text[], 'remark', n),
       status, price, 'USD',
       jsonb_strip_nulls(jsonb_build_object('color', color, 'material', lower(material), 'size', size, 'origin', origin)),
       CASE status WHEN 'draft' THEN 1 WHEN 'active' THEN 2 ELSE 3 END, born, born + interval '2 hours'
FROM goods ORDER BY born;

INSERT INTO products.product_categories (product_id, category_id, position)
SELECT id, pg_temp.id('category', shelf, '2025-01-06 07:30:00+00'), (n - 1) / 20 FROM goods;

-- Ada and 49 more customers, the second of the staff. Their names, not their passwords: only the three sign in.
CREATE TEMPORARY TABLE customers ON COMMIT DROP AS
SELECT row_number() OVER ()::int AS n, first, last FROM unnest(
    '{Amelia,Benjamin,Chloe,Daniel,Elena,Felix,Grace,Hugo,Ines,Jonas,Katja,Liam,Maya,Noah,Olivia,Pablo,Quentin,Rosa,Samuel,Tessa,Umar,Vera,William,Ximena,Yusuf,Zoe,Anton,Bianca,Carlos,Dalia,Emil,Fatima,Georg,Hannah,Igor,Julia,Kofi,Leila,Marco,Nadia,Oscar,Priya,Rafael,Sofia,Tomas,Ulrike,Victor,Wanda,Yara}'::text[],
    '{Hartley,Okafor,Lindqvist,Moreau,Petrov,Baumann,Sullivan,Laurent,Carvalho,Weber,Novak,Gallagher,Sharma,Fischer,Bennett,Romero,Dubois,Marino,Adeyemi,Vandenberg,Farooq,Sokolova,Ashworth,Fuentes,Demir,Papadakis,Keller,Ricci,Mendoza,Haddad,Johansson,Rahman,Steiner,Goldberg,Volkov,Kowalska,Mensah,Karimi,Bianchi,Popescu,Nilsson,Iyer,Santos,Almeida,Horvath,Brandt,Castillo,Zielinska,Mansour}'::text[]
) AS people (first, last);

\if :shop_is_new
INSERT INTO users.accounts (id, email, name, role, email_verified_at, created_at, updated_at)
SELECT pg_temp.id('customer', n, at), lower(first || '.' || last) || '@example.com', first || ' ' || last, 'customer',
       CASE WHEN n % 8 <> 0 THEN at + interval '10 minutes' END, at, at
FROM customers, LATERAL (SELECT '2025-06-01 09:00:00+00'::timestamptz + n * interval '101 hours' AS at) AS t
UNION ALL
SELECT pg_temp.id('staff', 1, at), 'tobias.kramer@example.com', 'Tobias Kramer', 'staff', at, at, at
FROM (SELECT '2025-05-01 09:00:00+00'::timestamptz AS at) AS t
ON CONFLICT DO NOTHING;

-- 120 orders from January to November 2026; the newest are pending, then paid, then shipped.
CREATE TEMPORARY TABLE placed ON COMMIT DROP AS
SELECT n, pg_temp.id('order', n, at) AS id, at, buyers.ids[1 + n * 7 % cardinality(buyers.ids)] AS user_id,
       CASE WHEN n > 108 THEN 'pending' WHEN n > 84 THEN 'paid' WHEN n > 60 THEN 'shipped'
            WHEN n % 10 IN (3, 7) THEN 'cancelled' WHEN n % 10 = 5 THEN 'refunded' ELSE 'delivered' END AS status
FROM generate_series(1, 120) AS n,
     LATERAL (SELECT '2026-01-05 10:00:00+00'::timestamptz + n * interval '61 hours' + pg_temp.chance(36000, 'hour', n) * interval '1 second' AS at) AS t,
     (SELECT array_agg(id ORDER BY email) AS ids FROM users.accounts
      WHERE email = 'ada@example.com' OR email IN (SELECT lower(first || '.' || last) || '@example.com' FROM customers)) AS buyers;

CREATE TEMPORARY TABLE lines ON COMMIT DROP AS
SELECT placed.n, placed.id AS order_id, placed.at, placed.status, position, product.id AS product_id, product.sku, product.name,
       product.price_amount AS unit_price, 1 + pg_temp.chance(3, 'quantity', placed.n * 10 + position) AS quantity
FROM placed,
     LATERAL generate_series(0, pg_temp.chance(4, 'lines', placed.n)) AS position,
     (SELECT array_agg(goods.id ORDER BY goods.n) AS ids FROM goods
      WHERE goods.n <= 1000 AND goods.status = 'active' AND goods.received > 0) AS sellable,
     LATERAL (SELECT sellable.ids[1 + (pg_temp.chance(100000, 'line', placed.n) + position * 37) % cardinality(sellable.ids)] AS id) AS chosen
     JOIN products.products AS product ON product.id = chosen.id;

INSERT INTO orders.orders
    (id, number, user_id, status, currency, total_amount, reserved_until, payment_reference, version, created_at, updated_at)
SELECT id, 'S-' || to_char(at AT TIME ZONE 'UTC', 'YYYY') || '-' || lpad(nextval('orders.order_numbers')::text, 6, '0'),
       user_id, status, 'USD', total,
       -- A customer would have half an hour; the demonstration holds for a week.
       CASE WHEN status = 'pending' THEN now() + interval '7 days' END,
       CASE WHEN status NOT IN ('pending', 'cancelled') THEN 'dev_' || id || ':1' END,
       CASE status WHEN 'pending' THEN 1 WHEN 'paid' THEN 2 WHEN 'cancelled' THEN 2 WHEN 'shipped' THEN 3 WHEN 'refunded' THEN 3 ELSE 4 END,
       at, at + CASE status WHEN 'pending' THEN interval '0' WHEN 'paid' THEN interval '9 minutes' WHEN 'cancelled' THEN interval '30 minutes'
                            WHEN 'shipped' THEN interval '1 day' WHEN 'refunded' THEN interval '6 days' ELSE interval '4 days' END
FROM (SELECT placed.*, (SELECT sum(unit_price * quantity) FROM lines WHERE lines.n = placed.n) AS total FROM placed ORDER BY n) AS ordered;

INSERT INTO orders.items (id, order_id, position, product_id, sku, name, unit_price, quantity)
SELECT pg_temp.id('item', n * 10 + position, at), order_id, position, product_id, sku, name, unit_price, quantity
FROM lines ORDER BY n, position;

-- What happened to each, one event a version, from its placing to its last change. Nobody cancelled: reservations ran out.
INSERT INTO orders.events (order_id, version, id, type, at, actor, data)
SELECT o.id, step.version, pg_temp.id('event', placed.n * 10 + step.version, moment), step.type, moment,
       CASE WHEN step.type IN ('placed', 'paid') THEN o.user_id
            WHEN step.type <> 'cancelled' THEN pg_temp.id('staff', 1, '2025-05-01 09:00:00+00') END,
       CASE WHEN step.type IN ('placed', 'paid', 'refunded')
            THEN jsonb_build_object('amount', jsonb_build_object('amount', o.total_amount, 'currency', o.currency))
            WHEN step.type = 'shipped'
            THEN jsonb_build_object('carrier', 'Northern Post', 'trackingNumber', 'NP' || lpad(placed.n::text, 9, '0'))
            ELSE '{}' END
FROM placed JOIN orders.orders AS o USING (id),
     LATERAL unnest(CASE o.status WHEN 'pending' THEN '{placed}' WHEN 'paid' THEN '{placed,paid}'
         WHEN 'cancelled' THEN '{placed,cancelled}' WHEN 'shipped' THEN '{placed,paid,shipped}'
         WHEN 'refunded' THEN '{placed,paid,refunded}' ELSE '{placed,paid,shipped,delivered}' END::text[])
         WITH ORDINALITY AS step (type, version),
     LATERAL (SELECT o.created_at + (o.updated_at - o.created_at) * ((step.version - 1.0) / greatest(o.version - 1, 1))::float AS moment) AS t;
\else
CREATE TEMPORARY TABLE lines (
    n int, order_id uuid, at timestamptz, status text, position int, product_id uuid, quantity int
) ON COMMIT DROP;
\endif

-- The stock, and the ledger that it is the sum of.
INSERT INTO products.stock (product_id, on_hand, reserved)
SELECT goods.id, received + received_again - broken - coalesce(sold, 0), coalesce(held, 0)
FROM goods LEFT JOIN (
    SELECT product_id, sum(quantity) FILTER (WHERE status NOT IN ('pending', 'cancelled')) AS sold,
           sum(quantity) FILTER (WHERE status = 'pending') AS held
    FROM lines GROUP BY product_id
) AS ordered ON product_id = goods.id;

INSERT INTO products.stock_movements (id, product_id, delta, reason, order_id, created_at)
SELECT pg_temp.id('received', n, at), id, received, 'received', NULL::uuid, at
FROM goods, LATERAL (SELECT born + interval '1 hour' AS at) AS t WHERE received > 0
UNION ALL
SELECT pg_temp.id('again', n, at), id, received_again, 'received', NULL, at
FROM goods, LATERAL (SELECT born + interval '30 days' AS at) AS t WHERE received_again > 0
UNION ALL
SELECT pg_temp.id('broken', n, at), id, -broken, 'damaged', NULL, at
FROM goods, LATERAL (SELECT born + interval '40 days' AS at) AS t WHERE broken > 0
UNION ALL
SELECT pg_temp.id('reserved', n * 10 + position, at), product_id, -quantity, 'reserved', order_id, at FROM lines
UNION ALL
SELECT pg_temp.id('released', n * 10 + position, later), product_id, quantity, 'released', order_id, later
FROM lines, LATERAL (SELECT at + interval '30 minutes' AS later) AS t WHERE status = 'cancelled';

-- What is promised at the top is checked before it is committed.
DO $$
DECLARE wrong bigint;
BEGIN
    SELECT count(*) INTO wrong
    FROM products.stock LEFT JOIN (SELECT product_id, sum(delta) AS ledger FROM products.stock_movements GROUP BY 1) AS m USING (product_id)
    WHERE available <> coalesce(ledger, 0);
    IF wrong > 0 THEN RAISE EXCEPTION 'the ledger of % products does not add up to their stock', wrong; END IF;
    SELECT count(*) INTO wrong
    FROM orders.orders AS o WHERE total_amount <> (SELECT coalesce(sum(line_total), 0) FROM orders.items WHERE order_id = o.id);
    IF wrong > 0 THEN RAISE EXCEPTION 'the lines of % orders do not add up to their total', wrong; END IF;
END $$;

ANALYZE products.categories, products.products, products.product_categories, products.stock, products.stock_movements;
ANALYZE users.accounts, orders.orders, orders.items, orders.events;
\endif
COMMIT;
