import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { atBanksPage, followBack } from '../../cli/tour/user';
import { projectRoot } from '../../runtime/paths';
import { blocks, read } from '../docs/support/page';
import { buildSdk } from '../support/built-sdk';
import { CHROMIUM } from '../support/chromium';
import { stack } from '../support/stack';

const { demo } = stack();
const inBrowser = CHROMIUM === undefined ? describe.skip : describe;

inBrowser('The client half in Chromium, without a bundler', () => {
  let built: Awaited<ReturnType<typeof buildSdk>>;
  let shop: Server;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    built = await buildSdk();
    shop = createServer((req, res) => {
      const name = /^\/sdk\/([\w-]+\.js)$/.exec(String(req.url))?.[1];
      res.setHeader('content-type', name ? 'text/javascript' : 'text/html');
      res.end(name ? readFileSync(path.join(built.sdk, 'dist', 'esm', name)) : '<title>shop</title>');
    });
    await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
    browser = await chromium.launch({ executablePath: String(CHROMIUM), args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    shop?.close();
    built?.remove();
  });
  beforeEach(async () => {
    page = await browser.newPage();
    await page.goto(`http://localhost:${(shop.address() as AddressInfo).port}/`);
  });
  afterEach(() => page.close());

  const keys = { apiUrl: demo.api_url, clientId: demo.client_id, appKey: demo.client_app_key };
  /** Runs the body of an async function in the page, after `client` was made there. */
  const inPage = (body: string): Promise<unknown> =>
    page.evaluate(`(async () => {
      const { createClient, VestibuleError } = await import('/sdk/client.js');
      const client = createClient(${JSON.stringify(keys)});
      ${body}
    })()`);

  test('goes on after a reload, as its README shows', async () => {
    const example = blocks(read('sdk/README.md')).find(({ info }) => info === 'js browser')?.text ?? '';
    const script = example.replace(/^import (.*) from (.*);$/m, 'const $1 = await import($2);');
    const once = `(async () => {
      const { apiUrl, clientId, appKey } = ${JSON.stringify(keys)};
      ${script}
      return session.id;
    })()`;
    const first = await page.evaluate(once);
    const title = await page.title();
    expect(title).not.toBe('shop');
    await page.reload();
    expect(await page.evaluate(once)).toBe(first);
    expect(await page.title()).toBe(title);
  });

  test('uploads a file and tells its real progress', async () => {
    const passport = readFileSync(path.join(projectRoot(), 'sandbox', 'documents', 'passport.pdf')).toString('base64');
    const result = await inPage(`
      const session = await client.start('xyz_sbx_#3.0');
      await session.submit({ value: '100000', currency: 'EUR', period: '12' });
      await session.untilSettled();
      await session.submit({ action: 'accept' });
      await session.untilSettled();
      const bytes = Uint8Array.from(atob('${passport}'), (one) => one.charCodeAt(0));
      const file = new File([bytes], 'passport.pdf', { type: 'application/pdf' });
      const told = [];
      const { uploads } = await session.upload('id_scan', file, { onProgress: (one) => told.push(one) });
      return { filename: uploads[0].filename, bytes: uploads[0].bytes, size: file.size, last: told.at(-1) };
    `);
    const { filename, bytes, size, last } = result as {
      filename: string;
      bytes: number;
      size: number;
      last: { loaded: number; total: number };
    };
    expect(filename).toBe('passport.pdf');
    expect(bytes).toBe(size);
    expect(last.loaded).toBe(last.total);
    expect(last.loaded).toBeGreaterThan(size);
  });

  test('watches a session to its end, while the user is at the bank', async () => {
    await page.exposeFunction('toBank', async (url: string) => {
      await followBack(await atBanksPage(url, 'user_redirect'));
    });
    const statuses = await inPage(`
      const session = await client.start('xyz_aisp_sbx_#1.0');
      await session.submit({ psu_id: 'user_redirect' });
      const statuses = [];
      for await (const { status, next } of session.watch()) {
        if (next.kind === 'redirect') toBank(next.url);
        statuses.push(status);
      }
      return statuses;
    `);
    expect(statuses).toEqual(expect.arrayContaining(['AWAITING_USER', 'COMPLETED']));
    expect((statuses as string[]).at(-1)).toBe('COMPLETED');
  });

  test('reads a refusal, with its code and the id of the request', async () => {
    const said = await inPage(`
      const session = await client.start('xyz_sbx_#3.0');
      const error = await session.submit({}).catch((one) => one);
      return [error instanceof VestibuleError, error.code, error.errors.length > 0, typeof error.requestId];
    `);
    expect(said).toEqual([true, 'step_data_invalid', true, 'string']);
  });
});
