import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer, VestibuleError, WebhookError } from '@vestibule/sdk/server';
import express from 'express';
import { openDatabase } from './database.js';

const { API, CLIENT_ID, CLIENT_SECRET, CLIENT_APP_KEY, SHOP_PORT = '4000', SHOP_DATABASE = 'shop.db' } = process.env;
const origin = `http://localhost:${SHOP_PORT}`;
const db = openDatabase(SHOP_DATABASE);
const vestibule = createServer({ apiUrl: API, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET });
const app = express().disable('x-powered-by');
app.use((_req, res, next) => {
  const policy = `default-src 'self'; img-src 'self' data:; connect-src 'self' ${API}; frame-ancestors 'none'`;
  res.set({ 'Content-Security-Policy': policy, 'X-Content-Type-Options': 'nosniff', 'Referrer-Policy': 'no-referrer' });
  next();
});
const folderOf = (name) => express.static(path.dirname(fileURLToPath(import.meta.resolve(name))));
app.use(folderOf('./public/index.html'));
app.use('/lit', folderOf('lit-html'));
app.use('/sdk', folderOf('@vestibule/sdk/client'));

/** Events are thin, and come once or more: what is true now is read. */
async function refresh(/** @type {any} */ asset) {
  const { status, payment } = await vestibule.credentials.get(asset);
  db.setStatus(asset.credentials_id, payment?.state ?? status);
}
app.post('/webhooks', express.text({ type: '*/*' }), async (req, res) => {
  const endpoint = db.one('SELECT secret FROM webhooks WHERE url = ?', `${origin}/webhooks`);
  const { data } = await vestibule.verifyWebhook(req.body, req.headers, endpoint?.secret ?? []);
  const asset = db.one('SELECT * FROM assets WHERE credentials_id = ?', data.credentials_id ?? '');
  if (asset) await refresh(asset);
  res.sendStatus(204);
});

app.use(express.json());
app.get('/config', (_req, res) => res.json({ apiUrl: API, clientId: CLIENT_ID, appKey: CLIENT_APP_KEY }));
app.post('/users', express.urlencoded(), (req, res) => {
  const [name, cookie] = [String(req.body.name ?? '').trim(), randomUUID()];
  if (name === '' || name.length > 80) return res.redirect(303, '/welcome.html');
  db.add('users', randomUUID(), cookie, name);
  res.cookie('user', cookie, { httpOnly: true, sameSite: 'lax', maxAge: 30 * 86_400_000 }).redirect(303, '/');
});

app.use((req, res, next) => {
  const cookie = /(?:^|; )user=([\w-]+)/.exec(req.headers.cookie ?? '')?.[1] ?? '';
  res.locals.user = db.one('SELECT user_id, name FROM users WHERE cookie = ?', cookie);
  return res.locals.user ? next() : res.sendStatus(401);
});
app.param('id', (_req, res, next, id) => {
  const found = 'SELECT * FROM assets WHERE user_id = ? AND credentials_id = ?';
  res.locals.asset = db.one(found, res.locals.user.user_id, id);
  next(res.locals.asset ? undefined : 'route');
});
app.get('/me', (_req, res) => {
  const assets = 'SELECT credentials_id, skill, status FROM assets WHERE user_id = ?';
  res.json({ ...res.locals.user, assets: db.all(assets, res.locals.user.user_id) });
});
app.post('/assets', async (req, res) => {
  const { session_id, temp_token } = req.body;
  const pair = await vestibule.exchangeToken(temp_token, { idempotencyKey: session_id });
  const { credentials_id, access_token, skill } = pair;
  db.add('assets', credentials_id, res.locals.user.user_id, access_token, skill, 'active');
  await refresh(pair);
  res.sendStatus(201);
});
app.get('/assets/:id', async (req, res) => {
  const { asset } = res.locals;
  const options = { psu: { ip: req.ip, userAgent: req.get('user-agent') } };
  const { data: accounts } = await vestibule.accounts(asset, options);
  for (const { account_id: accountId } of accounts)
    for await (const row of vestibule.transactions(asset, { accountId, bookingStatus: 'booked' }, options))
      db.add('transactions', asset.credentials_id, row.transaction_id, row.booking_date, JSON.stringify(row));
  const newest = 'SELECT row FROM transactions WHERE credentials_id = ? ORDER BY booking_date DESC LIMIT 10';
  const transactions = db.all(newest, asset.credentials_id).map(({ row }) => JSON.parse(row));
  res.json({ credentials_id: asset.credentials_id, accounts, transactions });
});
app.delete('/assets/:id', async (_req, res) => {
  const { credentials_id, status } = await vestibule.credentials.revoke(res.locals.asset);
  db.setStatus(credentials_id, status);
  res.sendStatus(204);
});
app.use((error, _req, res, next) => {
  if (error instanceof WebhookError) return res.sendStatus(error.status);
  if (error instanceof VestibuleError) return res.status(error.status).json({ errors: [{ message: error.message }] });
  return next(error);
});

/** Made once: its secret is shown only then. */
const url = `${origin}/webhooks`;
if (!db.one('SELECT url FROM webhooks WHERE url = ?', url))
  await vestibule.webhooks.create({ url, events: ['credentials.*', 'payment.*'] }).then(
    ({ secret }) => db.add('webhooks', url, secret),
    ({ message }) => console.error(`No webhooks: ${message}`),
  );
app.listen(Number(SHOP_PORT), 'localhost', () => console.log(`The shop is open: ${origin}`));
