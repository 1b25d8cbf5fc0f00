import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type McpSession, startMcp } from './support/mcp-client';

const ENDPOINT = `we_${'1'.repeat(32)}`;
const EVENT = `evt_${'2'.repeat(32)}`;
/** An endpoint as the tenant has it, with what matters here, and as an assistant is shown it. */
const KEPT = { endpoint_id: ENDPOINT, url: 'https://shop.example/hooks?key=s3cret', events: ['*'] };
const SHOWN = { ...KEPT, url: 'https://shop.example/hooks?…' };
const PRODUCTION = 'vci_production';

/** The part of the contract that the tools about webhooks use, and what was asked of it. */
const asked: { method: string; path: string; body: unknown }[] = [];
const api = createServer((req, res) => {
  let body = '';
  req.on('data', (piece) => (body += piece));
  req.on('end', () => {
    const { method = '', url: path = '' } = req;
    asked.push({ method, path, body: body === '' ? undefined : JSON.parse(body) });
    const [status, answer] = answerTo(method, path, String(req.headers.authorization));
    res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});
const clientOf = (basic: string) => Buffer.from(basic.slice('Basic '.length), 'base64').toString().split(':')[0];

function answerTo(method: string, path: string, authorization: string): [status: number, answer: object] {
  if (path.startsWith('/sandbox/'))
    return clientOf(authorization) === PRODUCTION
      ? [403, { code: 'sandbox_only', detail: 'no' }]
      : [404, { code: 'session_not_found', detail: 'no' }];
  if (`${method} ${path}` === 'GET /webhooks') return [200, { data: [{ ...KEPT, secret: 'whsec_x' }] }];
  if (`${method} ${path}` === `POST /webhooks/${ENDPOINT}/replay`) return [202, KEPT];
  return [404, { code: 'not_found', detail: 'There is no such path.' }];
}

const open: McpSession[] = [];
let env: Record<string, string>;
async function assistant(args: string[], clientId = 'vci_shop'): Promise<McpSession> {
  const mcp = await startMcp(args, { ...env, VESTIBULE_CLIENT_ID: clientId });
  open.push(mcp);
  return mcp;
}
beforeAll(async () => {
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');
  const VESTIBULE_API_URL = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
  env = { VESTIBULE_API_URL, VESTIBULE_CLIENT_SECRET: 'vcs_1' };
});
beforeEach(() => void asked.splice(0));
afterAll(async () => {
  for (const mcp of open) await mcp.close();
  api.close().closeAllConnections();
});

test('Endpoints are listed without secrets, and without what stands behind the question mark', async () => {
  const { text } = await (await assistant([])).call('list_webhooks');
  expect(JSON.parse(text)).toEqual([SHOWN]);
});

test('An event is sent again to the endpoint that was named, which is shown as in the list', async () => {
  const mcp = await assistant(['--write']);
  const again = await mcp.call('replay_event', { endpoint_id: ENDPOINT, event_id: EVENT });
  expect({ ...again, text: JSON.parse(again.text) }).toEqual({ isError: false, text: SHOWN });
  expect(asked.at(-1)).toEqual({ method: 'POST', path: `/webhooks/${ENDPOINT}/replay`, body: { event_id: EVENT } });
  const { text, isError } = await mcp.call('replay_event', { endpoint_id: '../sessions', event_id: EVENT });
  expect({ text, isError }).toEqual({ isError: true, text: expect.stringContaining('see list_webhooks') });
  expect(asked).toHaveLength(2);
});

test('A tenant of production has nothing sent again, nor has anybody without --write', async () => {
  const careful = await assistant(['--write'], PRODUCTION);
  for (const mcp of [careful, await assistant([])])
    expect(await mcp.call('replay_event', { endpoint_id: ENDPOINT, event_id: EVENT })).toMatchObject({ isError: true });
  expect(asked.filter(({ path }) => path.endsWith('/replay'))).toEqual([]);
});
