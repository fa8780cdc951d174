'use strict';
// The same four calls as stoa's, as one writes them with Express and pg: the same SQL, the same JSON, the same headers,
// one log line a request. One process.
//   DATABASE_URL, PORT, JWKS (the signing keys, as JSON), ISSUER, AUDIENCE

const crypto = require('crypto');
const express = require('express');
const pg = require('pg');
const sql = require('./statements.js');

pg.types.setTypeParser(pg.types.builtins.INT8, Number);
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20, idleTimeoutMillis: 0 });
const keys = new Map(JSON.parse(process.env.JWKS).keys.map((key) =>
  [key.kid, crypto.createPublicKey({ key, format: 'jwk' })]));

// One write a turn of the event loop, as a buffered logger does it.
let lines = [];
function log(line) {
  if (lines.push(JSON.stringify(line)) === 1) {
    setImmediate(() => {
      process.stdout.write(lines.join('\n') + '\n');
      lines = [];
    });
  }
}

const SECURITY = {
  'Content-Security-Policy': "default-src 'self'; script-src 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
  'Cache-Control': 'no-store',
};

function surround(req, res, next) {
  const started = process.hrtime.bigint();
  const given = req.get('X-Correlation-ID');
  const id = given && /^[A-Za-z0-9._-]{1,128}$/.test(given) ? given : crypto.randomUUID();
  req.correlationId = id;
  res.set(SECURITY);
  res.set('X-Correlation-ID', id);
  res.on('finish', () => {
    const route = req.route ? req.route.path : '-';
    log({
      time: new Date().toISOString(), level: 'info', message: `${req.method} ${route} ${res.statusCode}`,
      method: req.method, route, path: req.originalUrl, status: res.statusCode,
      duration_ms: Number(process.hrtime.bigint() - started) / 1e6, bytes: Number(res.get('Content-Length') || 0),
      correlation_id: id, user_id: req.user && req.user.sub,
    });
  });
  next();
}

class Refusal extends Error {
  constructor(status, code, message) {
    super(message);
    Object.assign(this, { status, code });
  }
}

function authenticate(req, res, next) {
  const [scheme, token] = (req.get('Authorization') || '').split(' ');
  const parts = (token || '').split('.');
  if (scheme !== 'Bearer' || parts.length !== 3) throw new Refusal(401, 'UNAUTHENTICATED', 'Sign in first');
  const header = JSON.parse(Buffer.from(parts[0], 'base64url'));
  const key = header.alg === 'RS256' && keys.get(header.kid);
  const signed = Buffer.from(`${parts[0]}.${parts[1]}`);
  if (!key || !crypto.verify('RSA-SHA256', signed, key, Buffer.from(parts[2], 'base64url'))) {
    throw new Refusal(401, 'TOKEN_INVALID', 'The token is not valid');
  }
  const claims = JSON.parse(Buffer.from(parts[1], 'base64url'));
  if (claims.iss !== process.env.ISSUER || claims.aud !== process.env.AUDIENCE) {
    throw new Refusal(401, 'TOKEN_INVALID', 'The token is not valid');
  }
  if (claims.exp * 1000 <= Date.now()) throw new Refusal(401, 'TOKEN_EXPIRED', 'The token has expired');
  req.user = claims;
  next();
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const notFound = () => new Refusal(404, 'NOT_FOUND', 'There is nothing here');
const answer = (handler) => (req, res, next) => { handler(req, res).catch(next); };

function products(rows) {
  const found = [];
  for (const row of rows) {
    let last = found[found.length - 1];
    if (!last || last.id !== row.id) {
      last = {
        id: row.id, sku: row.sku, name: row.name, description: row.description === null ? undefined : row.description,
        status: row.status, price: { amount: row.price_amount, currency: row.price_currency },
        attributes: row.attributes, stock: { available: row.available }, categories: [],
        createdAt: row.created_at, updatedAt: row.updated_at,
      };
      found.push(last);
    }
    if (row.category_id) {
      last.categories.push({ id: row.category_id, name: row.category_name, position: row.position });
    }
  }
  for (const product of found) product.categories.sort((a, b) => a.position - b.position || (a.id < b.id ? -1 : 1));
  return found;
}

async function product(req, res) {
  if (!UUID.test(req.params.id)) throw notFound();
  const { rows } = await pool.query({ name: 'product', text: sql.product, values: [req.params.id] });
  if (rows.length === 0) throw notFound();
  res.json(products(rows)[0]);
}

async function list(req, res) {
  const { rows } = await pool.query({ name: 'page', text: sql.page, values: [] });
  const found = products(rows);
  const shown = found.slice(0, 20);
  if (found.length > shown.length) {
    const last = shown[shown.length - 1];
    const cursor = Buffer.from(`${last.id} ${last.createdAt.getTime()}`).toString('base64url');
    res.set('Link', `</api/v1/products?limit=20&cursor=${cursor}>; rel="next"`);
  }
  res.json(shown);
}

async function me(req, res) {
  const { rows } = await pool.query({ name: 'me', text: sql.account, values: [req.user.sub] });
  if (rows.length === 0) throw notFound();
  const row = rows[0];
  res.json({
    id: row.id, email: row.email, name: row.name, role: row.role, emailVerified: row.email_verified,
    createdAt: row.created_at, updatedAt: row.updated_at,
  });
}

// UUIDv7, as stoa's.
function newId() {
  const bytes = crypto.randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function order(req, res) {
  const wanted = (req.body && req.body.items) || [];
  if (!wanted.length || !wanted.every((line) => UUID.test(line.productId) && line.quantity >= 1)) {
    throw new Refusal(400, 'VALIDATION_ERROR', 'The items are not valid');
  }
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const placed = await place(client, wanted, req.user.sub);
    await client.query('COMMIT');
    res.status(201).set('Location', `/api/v1/orders/${placed.id}`).json(placed);
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
}

async function place(client, wanted, user) {
  const id = newId();
  const sums = new Map();
  for (const line of wanted) sums.set(line.productId, (sums.get(line.productId) || 0) + line.quantity);
  const ids = [...sums.keys()].sort();
  const { rows } = await client.query({
    name: 'reserve', text: sql.reserve,
    values: [ids, ids.map((key) => sums.get(key)), ids.map(newId), ids.length, id],
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const [key, quantity] of sums) {
    if (!found.has(key)) throw new Refusal(404, 'NOT_FOUND', 'There is no such product');
    if (found.get(key).available < quantity) throw new Refusal(409, 'INSUFFICIENT_STOCK', 'There is not enough of it');
  }
  const items = wanted.map((line) => {
    const { sku, name, price_amount: amount, price_currency: currency } = found.get(line.productId);
    return {
      id: newId(), productId: line.productId, sku, name, unitPrice: { amount, currency }, quantity: line.quantity,
      lineTotal: { amount: amount * line.quantity, currency },
    };
  });
  const total = { amount: items.reduce((sum, item) => sum + item.lineTotal.amount, 0), currency: items[0].unitPrice.currency };
  const inserted = await client.query({
    name: 'insert', text: sql.insert,
    values: [id, user, total.currency, total.amount, null, items.map((item) => item.id),
      items.map((item) => item.productId), items.map((item) => item.sku), items.map((item) => item.name),
      items.map((item) => item.unitPrice.amount), items.map((item) => item.quantity)],
  });
  const row = inserted.rows[0];
  return {
    id, number: row.number, userId: user, status: 'pending', items, total, reservedUntil: row.reserved_until,
    createdAt: row.created_at, updatedAt: row.created_at,
  };
}

function refuse(error, req, res, next) {
  const status = error.status || 500;
  if (status >= 500) log({ time: new Date().toISOString(), level: 'error', message: String(error.stack) });
  const message = status >= 500 ? 'Something went wrong here' : error.message;
  res.status(status).json({ error: { code: error.code || 'INTERNAL', message, correlationId: req.correlationId } });
}

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.use(surround);
app.use(express.json({ limit: '1mb' }));
app.get('/health/live', (req, res) => res.json({ status: 'ok' }));
app.get('/api/v1/products', answer(list));
app.get('/api/v1/products/:id', answer(product));
app.get('/api/v1/users/me', authenticate, answer(me));
app.post('/api/v1/orders', authenticate, answer(order));
app.use((req, res, next) => next(notFound()));
app.use(refuse);

const server = app.listen(Number(process.env.PORT), '127.0.0.1', 1024);
server.keepAliveTimeout = 75000;
process.on('SIGTERM', () => process.exit(0));
