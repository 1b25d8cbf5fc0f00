import { type Browser, chromium } from 'playwright-core';
import { CHROMIUM } from '../../support/chromium';
import { basic, openTestApp } from '../support/test-app';
import { listen } from './streams';

const testApp = openTestApp();
const inBrowser = CHROMIUM === undefined ? test.skip : test;

test('GraphiQL comes from here, and its policy lets nothing else in', async () => {
  const { text, headers } = await testApp.api.get('/docs/graphiql').expect(200);
  expect([...text.matchAll(/<script[^>]*>/g)].map(([tag]) => tag)).toEqual(['<script src="/docs/graphiql.js">']);
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
  expect(headers['content-security-policy']).not.toMatch(/https?:/);
  await testApp.api
    .get('/docs/graphiql.js')
    .expect(200)
    .expect('Content-Type', /javascript/);
});

test('in production there is no GraphiQL', async () => {
  const closed = openTestApp({}, { settings: { ...testApp.deps.settings, graphql_explorer: false } });
  await closed.api.get('/docs/graphiql').expect(404);
  await closed.api.get('/docs/graphiql.js').expect(404);
});

inBrowser(
  'GraphiQL asks in a browser, under its policy, and nothing from outside',
  async () => {
    const client = testApp.tenant();
    const browser: Browser = await chromium.launch({ executablePath: String(CHROMIUM), args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ extraHTTPHeaders: { Authorization: basic(client) } });
      const origin = new URL(await listen(testApp)).origin;
      const [asked, refused]: [string[], string[]] = [[], []];
      page.on('request', (request) => void asked.push(request.url()));
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) refused.push(message.text());
      });
      await page.goto(`${origin}/docs/graphiql`);
      const answer = page.waitForResponse(
        (response) => response.url().endsWith('/graphql') && response.status() === 200,
      );
      await page.locator('.graphiql-execute-button').click();
      await answer;
      expect(refused).toEqual([]);
      expect(asked.filter((url) => !url.startsWith(origin) && !/^(blob|data):/.test(url))).toEqual([]);
    } finally {
      await browser.close();
    }
  },
  60_000,
);
