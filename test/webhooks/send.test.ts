import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { credentialsId } from '../../security/ids';
import type { Credentials } from '../../store/store';
import { type ATTEMPT_ERRORS, type Attempt, isTaken } from '../../webhooks/attempt';
import { sendOnce } from '../../webhooks/send';
import { newSigningSecret } from '../../webhooks/signature';
import { certificate } from './support/certificate';
import { type Receiver, receiver } from './support/receiver';
import { CLIENT_ID, event, sending } from './support/sending';

const never = new AbortController().signal;
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const received = async (...given: Parameters<typeof receiver>): Promise<Receiver> => {
  const made = await receiver(...given);
  closing.push(made.close);
  return made;
};
const sender = (...given: Parameters<typeof sending>) => {
  const made = sending(...given);
  closing.push(made.close);
  return made;
};
/** One attempt at a server that answers so. */
const attemptAt = async (answer: Parameters<typeof receiver>[0], more: Parameters<typeof sending>[1] = {}) => {
  const { url, received: got } = await received(answer);
  const { deps, endpoint } = sender({}, more);
  return { attempt: await sendOnce(deps, endpoint(url), event(), { signal: never }), got };
};

/** An attempt says when, how long, a code of the list and one sentence, and nothing of what was sent. */
function expectFailed(attempt: Attempt, error: keyof typeof ATTEMPT_ERRORS, status?: number): void {
  expect(attempt).toMatchObject({ error, message: expect.stringMatching(/^[A-Z].*\.$/) });
  expect(attempt.status).toBe(status);
  expect(isTaken(attempt)).toBe(false);
  expect(JSON.stringify(attempt)).not.toMatch(/whsec_|localhost|evt_|eyJ/);
}

describe('An event that is sent', () => {
  test('is one POST of JSON, signed, with the event’s id, and no cookies', async () => {
    const { url, received: got } = await received();
    const { deps, endpoint, secret } = sender();
    const attempt = await sendOnce(deps, endpoint(`${url}?shop=1`), event(), { signal: never });
    expect(attempt).toEqual({ at: expect.any(String), ms: expect.any(Number), status: 204 });
    expect(isTaken(attempt)).toBe(true);
    const [one] = got;
    expect(got).toHaveLength(1);
    expect(one).toMatchObject({ method: 'POST', path: '/hook?shop=1', body: JSON.stringify(event()) });
    expect(one?.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Vestibule-Webhooks/1',
      'webhook-id': event().id,
    });
    expect(one?.headers.cookie).toBeUndefined();
    expect(Math.abs(Number(one?.headers['webhook-timestamp']) - Date.now() / 1000)).toBeLessThan(60);
    expect(new Webhook(secret).verify(String(one?.body), one?.headers as Record<string, string>)).toEqual(event());
  });

  test('is signed by the secrets that have not ended, and by no other', async () => {
    const { url, received: got } = await received();
    const { deps, endpoint, sealed } = sender();
    const [now, old, ended] = [newSigningSecret(), newSigningSecret(), newSigningSecret()];
    const secrets = [
      { sealed: sealed(now) },
      { sealed: sealed(old), ends_at: new Date(Date.now() + 60_000) },
      { sealed: sealed(ended), ends_at: new Date(Date.now() - 1) },
    ];
    await sendOnce(deps, endpoint(url, { secrets }), event(), { signal: never });
    const [{ body = '', headers = {} } = {}] = got;
    const verified = (secret: string) => new Webhook(secret).verify(body, headers as Record<string, string>);
    expect([verified(now), verified(old)]).toEqual([event(), event()]);
    expect(() => verified(ended)).toThrow();
  });

  test('goes by TLS with a certificate that is trusted for its name', async () => {
    const { port, received: got } = await received(undefined, true);
    const { deps, endpoint } = sender({ ca: certificate.cert });
    const attempt = await sendOnce(deps, endpoint(`https://localhost:${port}/`), event(), { signal: never });
    expect([attempt.status, got.length]).toEqual([204, 1]);
  });

  test('has a temp token for what the session left behind, made anew at each attempt, where that is asked for', async () => {
    const { url, received: got } = await received();
    const { deps, endpoint, tokens, credentials } = sender();
    const credentials_id = credentialsId('s');
    const kept = { credentials_id, session_id: 's', client_id: CLIENT_ID, skill: 'k', status: 'active' } as Credentials;
    const send = (temp_token: boolean, sent = event()) =>
      sendOnce(deps, endpoint(url, { temp_token }), sent, { signal: never });
    const tokenOf = (at: number) => JSON.parse(String(got[at]?.body)).data.temp_token as string | undefined;
    await send(true);
    credentials.set(credentials_id, kept);
    await send(false);
    await send(true, event({ type: 'session.rejected' }));
    const attempt = await send(true);
    expect([tokenOf(0), tokenOf(1), tokenOf(2)]).toEqual([undefined, undefined, undefined]);
    expect(tokens.tempToken.check(String(tokenOf(3)))).toMatchObject({
      ok: true,
      claims: { session_id: 's', client_id: CLIENT_ID, credentials_id, skill: 'k' },
    });
    expect(JSON.stringify(attempt)).not.toContain(String(tokenOf(3)));
    for (const spent of [{ exchanged_at: new Date() }, { status: 'revoked' as const }]) {
      credentials.set(credentials_id, { ...kept, ...spent });
      await send(true);
      expect(tokenOf(got.length - 1)).toBeUndefined();
    }
  });
});

describe('An attempt fails, in words,', () => {
  test.each([
    [301, 'redirected'],
    [302, 'redirected'],
    [307, 'redirected'],
    [308, 'redirected'],
    [304, 'redirected'],
    [400, 'rejected'],
    [404, 'rejected'],
    [410, 'gone'],
    [500, 'rejected'],
    [503, 'rejected'],
  ] as const)('where the answer is %s: %s', async (status, error) => {
    const { attempt, got } = await attemptAt((res) => void res.writeHead(status, { Location: '/elsewhere' }).end());
    expectFailed(attempt, error, status);
    // No redirect is followed.
    expect(got.map(({ path }) => path)).toEqual(['/hook']);
  });

  test('where the endpoint has had enough for now, and says until when', async () => {
    const answered = async (value: string) =>
      (await attemptAt((res) => void res.writeHead(429, { 'Retry-After': value }).end())).attempt;
    const now = Date.now();
    const attempt = await answered('120');
    expectFailed(attempt, 'too_many_requests', 429);
    expect(attempt.retry_after).toBe(120_000);
    const byDate = (await answered(new Date(now + 3_600_000).toUTCString())).retry_after;
    expect(byDate).toBeGreaterThan(3_500_000);
    expect(byDate).toBeLessThanOrEqual(3_600_000);
    for (const value of ['soon', '-5', '0', new Date(now - 60_000).toUTCString(), ''])
      expect((await answered(value)).retry_after).toBeUndefined();
    expect((await answered('99999999999999999999')).retry_after).toBe(24 * 60 * 60_000);
  });

  test('where nothing is answered in time', async () => {
    const { attempt } = await attemptAt(() => undefined, { timeout: 300 });
    expectFailed(attempt, 'timeout');
  });

  test('where its process has to end meanwhile', async () => {
    const ending = new AbortController();
    const { url } = await received(() => ending.abort());
    const { deps, endpoint } = sender();
    expectFailed(await sendOnce(deps, endpoint(url), event(), { signal: ending.signal }), 'stopped');
    expectFailed(await sendOnce(deps, endpoint(url), event(), { signal: ending.signal }), 'stopped');
  });

  test('where the connection is cut before the answer', async () => {
    const { attempt } = await attemptAt((res) => void res.socket?.resetAndDestroy());
    expectFailed(attempt, 'connection_lost');
  });

  test('where nobody listens', async () => {
    const { url, close } = await receiver();
    await close();
    const { deps, endpoint } = sender();
    expectFailed(await sendOnce(deps, endpoint(url), event(), { signal: never }), 'connect_failed');
  });

  test('where the answer is not HTTP, or its headers never end', async () => {
    for (const answer of ['SSH-2.0-OpenSSH_9.2\r\n', `HTTP/1.1 200 OK\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`]) {
      const server: Server = createServer((socket) => {
        socket.on('error', () => undefined).once('data', () => void socket.end(answer));
      });
      await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
      closing.push(() => new Promise((resolve) => void server.close(resolve)));
      const { deps, endpoint } = sender();
      const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
      expectFailed(await sendOnce(deps, endpoint(url), event(), { signal: never }), 'answer_invalid');
    }
  });

  test('where the certificate is not trusted, or is of another name', async () => {
    const { port, received: got } = await received(undefined, true);
    const untrusted = sender();
    const of = (url: string, { deps, endpoint } = untrusted) =>
      sendOnce(deps, endpoint(url), event(), { signal: never });
    expectFailed(await of(`https://localhost:${port}/`), 'tls_failed');
    expectFailed(await of(`https://127.0.0.1:${port}/`, sender({ ca: certificate.cert })), 'tls_failed');
    const plain = await received();
    expectFailed(await of(`https://localhost:${plain.port}/`), 'tls_failed');
    expect([...got, ...plain.received]).toEqual([]);
  });

  test('where its URL may not be called any more, for the process has other rules than when it was created', async () => {
    const { deps, endpoint } = sender({ allowLoopback: false });
    const of = (url: string) => sendOnce(deps, endpoint(url), event(), { signal: never });
    expectFailed(await of('http://shop.example/'), 'url_refused');
    expectFailed(await of('https://shop.example:22/'), 'url_refused');
    expectFailed(await of('https://169.254.169.254/'), 'address_refused');
  });

  test('where it can’t be signed or the store is away: a fault of ours', async () => {
    const { url, received: got } = await received();
    const { deps, endpoint } = sender();
    const sealedElsewhere = sending().endpoint(url);
    expectFailed(await sendOnce(deps, sealedElsewhere, event(), { signal: never }), 'not_signed');
    const away = { ...deps, credentials: { find: () => Promise.reject(new Error('mongodb://u:secret@localhost')) } };
    const asking = endpoint(url, { temp_token: true });
    expectFailed(await sendOnce(away, asking, event(), { signal: never }), 'not_signed');
    expect(got).toEqual([]);
  });
});

describe('An answer', () => {
  test('may be long: it is read to a bound, and its status counts', async () => {
    let sent = 0;
    const { attempt } = await attemptAt((res) => {
      res.writeHead(200);
      const piece = Buffer.alloc(16 * 1024);
      const more = () => {
        // A gigabyte, if anybody took it.
        while (sent < 2 ** 30 && !res.destroyed) {
          sent += piece.length;
          if (!res.write(piece)) return void res.once('drain', more);
        }
      };
      more();
    });
    expect([attempt.status, attempt.error]).toEqual([200, undefined]);
    expect(sent).toBeLessThan(2 ** 24);
  });

  test('may never end: after the time of an attempt it is left, and its status counts', async () => {
    const { attempt } = await attemptAt((res) => void res.writeHead(200).write('{'), { timeout: 300 });
    expect([attempt.status, attempt.error]).toEqual([200, undefined]);
  });

  test('is told of no proxy: variables for proxies have no effect', async () => {
    const { url, received: got } = await received();
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = 'http://127.0.0.1:9';
    try {
      const { deps, endpoint } = sender();
      expect((await sendOnce(deps, endpoint(url), event(), { signal: never })).status).toBe(204);
      expect(got).toHaveLength(1);
    } finally {
      for (const [at, name] of names.entries())
        if (before[at] === undefined) delete process.env[name];
        else process.env[name] = before[at];
    }
  });
});

test('A slow endpoint holds no other up: an attempt elsewhere ends while it is still awaited', async () => {
  const slow = await received(() => undefined);
  const quick = await received();
  const { deps, endpoint } = sender();
  const ending = new AbortController();
  const waiting = Array.from({ length: 50 }, () =>
    sendOnce(deps, endpoint(slow.url), event(), { signal: ending.signal }),
  );
  const attempt = await sendOnce(deps, endpoint(quick.url), event(), { signal: never });
  expect(attempt.status).toBe(204);
  ending.abort();
  for (const one of await Promise.all(waiting)) expectFailed(one, 'stopped');
});
