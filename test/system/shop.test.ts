import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { App, expectStatus } from '../../cli/tour/app';
import type { Credentials } from '../../cli/tour/journeys';
import { freePort } from '../../local/servers/free-ports';
import { blocks, inProject, read } from '../docs/support/page';
import { CHROMIUM } from '../support/chromium';
import { openShop, type Shop } from '../support/shop';
import { stack } from '../support/stack';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1200, height: 800 };
/** Set to keep the screenshots, in a folder of that name. */
const KEEP = process.env.SHOP_SCREENSHOTS;

const secret = () => `whsec_${randomBytes(33).toString('base64')}`;
/** By which events are signed for the shop: in its database, as if it had made its endpoint before. */
const SECRET = secret();
/** What an expression gives about the shop's database, `db`, in the shop's own terms. */
function inDatabase(expression: string): string {
  const file = path.join(stack().home, 'shop', 'shop.db');
  mkdirSync(path.dirname(file), { recursive: true });
  const program = `const { openDatabase } = await import('./database.js');
    const db = openDatabase(${JSON.stringify(file)});
    console.log(JSON.stringify(${expression}));`;
  const options = { cwd: inProject('examples/shop'), encoding: 'utf8' as const };
  return execFileSync(process.execPath, ['--input-type=module', '--eval', program], options);
}

/** An event as it is sent to an endpoint. */
function signed(event: object, key = SECRET): RequestInit {
  const body = JSON.stringify(event);
  const id = `evt_${randomBytes(16).toString('hex')}`;
  const at = new Date();
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(key).sign(id, at, body),
  };
  return { method: 'POST', headers, body };
}

const paper = (name: string) => inProject(`sandbox/documents/${name}`);

(CHROMIUM ? describe : describe.skip)('In the sample shop, in a real browser, a user', () => {
  const shots = KEEP ?? mkdtempSync(path.join(tmpdir(), 'vestibule-shop-'));
  let shop: Shop;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    const [command = ''] = blocks(read('examples/shop/README.md')).flatMap(({ info, text }) =>
      info === 'sh' ? [text.trim()] : [],
    );
    const port = await freePort(0);
    inDatabase(`db.add('webhooks', 'http://localhost:${port}/webhooks', ${JSON.stringify(SECRET)})`);
    shop = await openShop(command, { VESTIBULE_HOME: stack().home, SHOP_PORT: String(port) });
    browser = await chromium.launch({ executablePath: String(CHROMIUM), args: ['--no-sandbox'] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await shop?.close();
    if (!KEEP) rmSync(shots, { recursive: true, force: true });
  });
  beforeEach(async () => {
    context = await browser.newContext({ viewport: PHONE });
    complaints = [];
    page = await open();
    await page.getByLabel('Your name').fill('Ana Pop');
    await press('Sign up');
    await seen('Hello Ana Pop');
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  /** A tab of the same browser. */
  async function open(): Promise<Page> {
    const tab = await context.newPage();
    tab.setDefaultTimeout(30_000);
    tab.on('pageerror', ({ message }) => complaints.push(message));
    tab.on('console', (said) => {
      if (/Content Security Policy/.test(said.text())) complaints.push(said.text());
    });
    await tab.goto(shop.url);
    return tab;
  }
  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const field = (label: string) =>
    page.getByLabel(new RegExp(`^\\s*${label.replace(/[()]/g, '\\$&')}\\s*(\\(optional\\))?\\s*$`));
  const fill = (label: string, value: string) => field(label).fill(value);
  const seen = (heading: string) => page.getByRole('heading', { name: heading }).waitFor();
  const told = (text: string | RegExp) => page.getByText(text).first().waitFor();
  const choose = (label: string, option: string) => field(label).selectOption({ label: option });
  /** What is said at a field that is wrong. */
  const faultAt = (name: string) => page.locator(`[name=${name}][aria-invalid=true] ~ .error`).textContent();
  async function picture(name: string): Promise<void> {
    for (const [kind, size] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(size);
      await page.screenshot({ path: path.join(shots, `${name}-${kind}.png`), fullPage: true });
    }
    await page.setViewportSize(PHONE);
  }
  async function atBank(decision: 'approve' | 'decline', psu_id = 'user_redirect'): Promise<void> {
    await page.getByRole('link', { name: 'Go to your bank' }).click();
    await page.locator('input[name=psu_id]').fill(psu_id);
    await page.locator('input[name=password]').fill('sandbox');
    await page.locator(`button[value=${decision}]`).click();
  }
  async function connect(psu_id: string): Promise<void> {
    await press('Connect a bank');
    await fill('User name at your bank', psu_id);
    await press('Continue');
  }
  async function handIn(holder: string, psu_id: string): Promise<void> {
    await choose('Document', 'Passport');
    await fill('Your name as on the document', holder);
    await fill('User name at the bank, to sign with', psu_id);
    await field('Scan of the document').setInputFiles(paper('passport.pdf'));
    await field('A photo of yourself').setInputFiles(paper('selfie.jpg'));
    await press('Continue');
  }
  async function toDocuments(): Promise<void> {
    await press('Open a deposit');
    await fill('Amount', '100000');
    await choose('Currency', 'Euro');
    await choose('Months', '12 months');
    await press('Continue');
    await choose('Accept these terms, or change them', 'Accept these terms');
    await press('Continue');
    await seen('Prove who you are');
  }

  test('connects a bank at its own pages, comes back to the shop, and sees accounts and transactions', async () => {
    await picture('home');
    await connect('user_redirect');
    await seen('Authorise at your bank');
    await picture('redirect');
    await atBank('approve');
    await told('Your bank is connected.');
    await press('Show accounts');
    await told(/^Main account/);
    expect(await page.locator('.amount').count()).toBeGreaterThan(5);
    await picture('accounts');
    await press('Disconnect');
    await page.locator('[data-status=revoked]').waitFor();
  });

  test('is told at the field what is wrong with it, and what was typed stays', async () => {
    await press('Connect a bank');
    await fill('Your bank', 'No such bank!');
    await fill('User name at your bank', 'user_redirect');
    await press('Continue');
    expect(await faultAt('bank')).toContain('Banks are named here in small letters');
    expect(await page.evaluate('document.activeElement.name')).toBe('bank');
    expect(await field('User name at your bank').inputValue()).toBe('user_redirect');
    await picture('fault');
    await fill('Your bank', '');
    await press('Continue');
    await seen('Authorise at your bank');
  });

  test('declines at the bank, reads why it ended, and goes back to the shop', async () => {
    await connect('user_redirect');
    await atBank('decline');
    await seen('Rejected');
    await picture('declined');
    await press('Back to the shop');
    await seen('Hello Ana Pop');
    expect(await page.locator('h2').count()).toBe(0);
  });

  test('pays with a method of choice, and types the code in the picture', async () => {
    await press('Pay');
    await fill('User name at your bank', 'user_embedded_choice');
    await fill('To', 'Green Grocer SRL');
    await fill('Their account (IBAN)', 'DE89370400440532013000');
    await fill('Amount', '24.90');
    await choose('Currency', 'Euro');
    await picture('payment');
    await press('Continue');
    const payee = page.getByRole('heading', { name: /payee/i });
    const method = field('Method');
    await payee.or(method).first().waitFor();
    if (await payee.isVisible()) {
      await page.locator('select').selectOption({ index: 1 });
      await press('Continue');
    }
    await choose('Method', 'Photo code');
    await press('Continue');
    await page.getByRole('img', { name: 'Code of your bank' }).waitFor();
    await picture('code');
    await fill('One-time password', '123456');
    await press('Continue');
    await told(/^You have paid/);
    await picture('paid');
  });

  test('opens a deposit, is asked for better pictures, waits for the review, and signs on the phone', async () => {
    await toDocuments();
    await handIn('Ana Pop retake', 'user_slow');
    await told(/Take|again|better/i);
    await picture('retake');
    await handIn('Ana Pop retake', 'user_slow');
    await told(/on your phone/);
    await picture('phone');
    await told(/^Your deposit is open until/);
    await picture('deposit');
  });

  test('who sends what is no picture is told so at that field, and sends another', async () => {
    await toDocuments();
    await choose('Document', 'Passport');
    await fill('Your name as on the document', 'Ana declined');
    await field('Scan of the document').setInputFiles(paper('passport.pdf'));
    await field('A photo of yourself').setInputFiles({
      name: 'selfie.jpg',
      mimeType: 'image/jpeg',
      buffer: Buffer.from('not a picture'),
    });
    await press('Continue');
    expect(await faultAt('selfie')).toMatch(/JPEG/i);
    await picture('no-picture');
    await field('A photo of yourself').setInputFiles(paper('selfie.jpg'));
    await press('Continue');
    await seen('Rejected');
    await picture('review-declined');
  });

  test('whose consent is revoked elsewhere sees it in the shop, which believes a signed event and no forged one', async () => {
    await connect('user_redirect');
    await atBank('approve');
    await page.locator('[data-status=active]').waitFor();
    const newest = 'SELECT credentials_id, access_token FROM assets ORDER BY rowid DESC';
    const pair = JSON.parse(inDatabase(`db.one('${newest}')`)) as Credentials;
    const tenant = new App({ ...stack().demo });
    expectStatus(await tenant.data(`/credentials/${pair.credentials_id}`, pair, 'DELETE'), 200);
    const { credentials_id } = pair;
    const event = { id: 'evt_1', type: 'credentials.revoked', at: new Date().toISOString(), data: { credentials_id } };
    const tell = async (request: RequestInit) => (await fetch(`${shop.url}/webhooks`, request)).status;
    expect(await tell(signed(event, secret()))).toBe(401);
    expect(await tell({ method: 'POST', body: JSON.stringify(event) })).toBe(401);
    await page.reload();
    await page.locator('[data-status=active]').waitFor();
    for (const _time of ['once', 'and again']) expect(await tell(signed(event))).toBe(204);
    await page.reload();
    await page.locator('[data-status=revoked]').waitFor();
    expect(await page.getByRole('button', { name: 'Show accounts' }).isVisible()).toBe(false);
  });

  test('closes the tab in the middle, and goes on where it was in another one', async () => {
    await connect('user_password');
    await field('Password').waitFor();
    await page.close();
    page = await open();
    await fill('Password', 'sandbox');
    await press('Continue');
    await fill('One-time password', '123456');
    await press('Continue');
    await told('Your bank is connected.');
  });
});
