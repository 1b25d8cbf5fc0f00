import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { createApp } from '../../api/app';
import { createHttpServer } from '../../api/http/server';
import { openTestApp } from './support/test-app';

const testApp = openTestApp();
const servers: Server[] = [];
async function serve(settings: object = {}, times: { headers?: number } = {}): Promise<number> {
  const app = createApp({ ...testApp.deps, settings: { ...testApp.deps.settings, ...settings } });
  const server = createHttpServer(app, testApp.deps.log, times);
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
let port: number;
beforeAll(async () => {
  port = await serve();
});
afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
});

/** Everything that the server answers on one connection until it ends it. */
async function answersTo(text: string, at = port): Promise<string> {
  const socket = connect(at, '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk;
  });
  socket.write(text);
  await once(socket, 'close');
  return answer;
}
function read(answer: string) {
  const [head = '', body = ''] = answer.split('\r\n\r\n');
  const [line = '', ...headers] = head.split('\r\n');
  const named = Object.fromEntries(headers.map((each) => [each.split(': ')[0]?.toLowerCase(), each.split(': ')[1]]));
  return { status: Number(line.split(' ')[1]), headers: named, body: body === '' ? {} : JSON.parse(body) };
}
const HOST = 'Host: x\r\nOrigin: https://shop.example\r\nX-Request-Id: mine.1\r\n';
const CLOSE = 'Connection: close\r\n';
const JSON_BODY = `${HOST}Content-Type: application/json\r\n`;
const many = (count: number) => Array.from({ length: count }, (_, index) => `X-H${index}: 1\r\n`).join('');

const REFUSED: [what: string, request: string, status: number, code: string, id: 'theirs' | 'ours'][] = [
  [
    'without Host',
    `GET /livez HTTP/1.1\r\nX-Request-Id: mine.1\r\nOrigin: https://a.example\r\n${CLOSE}\r\n`,
    400,
    'request_invalid',
    'theirs',
  ],
  [
    'with an odd Expect',
    `GET /livez HTTP/1.1\r\n${HOST}${CLOSE}Expect: a-miracle\r\n\r\n`,
    417,
    'expectation_failed',
    'theirs',
  ],
  ['with 101 headers', `GET /livez HTTP/1.1\r\n${HOST}${CLOSE}${many(101)}\r\n`, 431, 'headers_too_large', 'theirs'],
  [
    'with headers of 20 KB',
    `GET /livez HTTP/1.1\r\n${HOST}X-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
    'ours',
  ],
  ['that is no HTTP', 'HELO there\r\n\r\n', 400, 'request_invalid', 'ours'],
  [
    'with a malformed chunk',
    `POST /sessions HTTP/1.1\r\n${JSON_BODY}Transfer-Encoding: chunked\r\n\r\nzz\r\n`,
    400,
    'request_invalid',
    'theirs',
  ],
  [
    'whose body is no JSON',
    `POST /sessions HTTP/1.1\r\n${JSON_BODY}${CLOSE}Content-Length: 1\r\n\r\n{`,
    400,
    'json_malformed',
    'theirs',
  ],
  [
    'whose body is announced too large',
    `POST /sessions HTTP/1.1\r\n${JSON_BODY}${CLOSE}Content-Length: 99999999\r\n\r\n`,
    413,
    'body_too_large',
    'theirs',
  ],
  ['by another method', `DELETE /token HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 405, 'method_not_allowed', 'theirs'],
  [
    'of an unknown client',
    `GET /catalog?client_id=x HTTP/1.1\r\n${HOST}${CLOSE}\r\n`,
    401,
    'client_unauthorized',
    'theirs',
  ],
  ['of a path that does not exist', `GET /nowhere HTTP/1.1\r\n${HOST}${CLOSE}\r\n`, 404, 'not_found', 'theirs'],
];

test.each(REFUSED)(
  'a request %s is answered with a problem document, an id, and so that a browser’s app can read it',
  async (_what, request, status, code, id) => {
    const answer = read(await answersTo(request));
    expect(answer).toMatchObject({ status, body: { code, status, request_id: answer.headers['x-request-id'] } });
    expect(answer.headers['content-type']).toMatch('application/problem+json');
    if (id === 'theirs') expect(answer.headers['x-request-id']).toBe('mine.1');
    expect(answer.headers['access-control-allow-origin']).toMatch(/^(\*|https:\/\/(shop|a)\.example)$/);
    expect(answer.headers['access-control-expose-headers']).toContain('X-Request-Id');
    expect(answer.headers['cache-control']).toBe('no-store');
  },
);

test('a body that comes too slowly is its sender’s fault: 408, the connection ends, and no fault of ours is logged', async () => {
  const slow = await serve({ body_deadline: 30 });
  testApp.lines.length = 0;
  const answer = read(await answersTo(`POST /sessions HTTP/1.1\r\n${JSON_BODY}Content-Length: 50\r\n\r\n{`, slow));
  expect(answer).toMatchObject({ status: 408, headers: { connection: 'close' }, body: { code: 'request_timeout' } });
  const logged = testApp.lines.map((line) => JSON.parse(line));
  expect(logged.filter(({ level }) => level > 30)).toEqual([]);
  expect(logged).toContainEqual(expect.objectContaining({ route: '/sessions', status: 408 }));
});

test('a form of files that comes too slowly is its sender’s fault too, whatever the answer may take', async () => {
  const slow = await serve({ answer_deadline: -119_950 });
  const head = `POST /sessions/x/steps/y/upload HTTP/1.1\r\n${HOST}Content-Type: multipart/form-data; boundary=b\r\n`;
  const answer = read(await answersTo(`${head}Content-Length: 50\r\n\r\n--b`, slow));
  expect(answer).toMatchObject({ status: 408, body: { code: 'request_timeout' } });
});

test('headers that come too slowly are answered 408', async () => {
  const slow = await serve({}, { headers: 30 });
  expect(read(await answersTo('GET /livez HTTP/1.1\r\nHost', slow))).toMatchObject({ status: 408 });
});

test('a body on GET is ignored, and the connection goes on', async () => {
  const withBody = `GET /livez HTTP/1.1\r\n${HOST}Content-Length: 5\r\n\r\nhello`;
  const answers = await answersTo(`${withBody}GET /livez HTTP/1.1\r\n${HOST}${CLOSE}\r\n`);
  expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

test('what follows a call that is at work is refused without harm to its answer', async () => {
  const answers = await answersTo(`GET /livez HTTP/1.1\r\n${HOST}\r\nHELO\r\n\r\n`);
  expect(answers.startsWith('HTTP/1.1 200 OK')).toBe(true);
});

test('HEAD is GET without the body, and has no effect: where a GET has one, it is not there', async () => {
  const { api } = testApp;
  const head = await api.head('/livez').expect(200);
  expect(head.headers['content-length']).toBe('17');
  expect(head.text).toBeUndefined();
  for (const path of ['/accounts', '/accounts/x', '/transactions?account_id=x']) {
    const refused = await api.head(path).expect(405);
    expect(refused.headers.allow).toBe('GET, OPTIONS');
    expect((await api.options(path).expect(204)).headers.allow).toBe('GET, OPTIONS');
  }
});
