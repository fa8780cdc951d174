-- owner: Products
-- phase: expand
-- Products are found by their words and by their attributes; categories are listed by name.

CREATE INDEX products_search ON products.products
    USING gin (to_tsvector('english', name || ' ' || sku || ' ' || coalesce(description, ''))) WHERE deleted_at IS NULL;

CREATE INDEX products_attributes ON products.products USING gin (attributes jsonb_path_ops) WHERE deleted_at IS NULL;

CREATE INDEX categories_name ON products.categories (name COLLATE "C", id);
