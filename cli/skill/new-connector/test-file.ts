import type { Names } from './names';

/** `test/connectors/<name>.test.ts`: the contract, against the stub, over HTTP. */
export const testFile = ({ name, type }: Names): string => `import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createChecks } from '../../activities/schemas';
import { ${name}Operations } from '../../connectors/${name}/catalog';
import { ${name}Handlers } from '../../connectors/${name}/handlers';
import { createHttp } from '../../connectors/toolkit/http';
import type { CallHandler } from '../../domain/connector';
import type { JsonObject } from '../../domain/json';
import type { Operation } from '../../domain/skill/operation-catalog';
import { Ledger } from '../../sandbox/ledger';
import { create${type}, type ${type}Books } from '../../sandbox/${name}/app';
import { requestId } from '../../security/ids';
import { contextOf } from './fixture';

const data = mkdtempSync(path.join(tmpdir(), '${name}-'));
const http = createHttp();
let ledger: Ledger<${type}Books>;
let server: Server;
let url: URL;

beforeAll(async () => {
  ledger = new Ledger<${type}Books>(path.join(data, '${name}.jsonl'));
  server = createServer(create${type}(ledger));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(\`http://127.0.0.1:\${(server.address() as AddressInfo).port}\`);
});
afterAll(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await ledger.close();
  rmSync(data, { recursive: true, force: true });
});

const checks = createChecks({ ${name}: { name: '${name}', operations: ${name}Operations, events: {} } });

/** As an activity does it: what goes in and what comes out is judged by the catalog. */
async function call(operation: string, args: JsonObject, ctx = contextOf(), base: URL | undefined = url) {
  const declared = ${name}Operations[operation] as Operation;
  checks.input(declared, args);
  const left = await (${name}Handlers(base, http)[operation] as CallHandler)(args, ctx);
  checks.output(declared, left);
  return left;
}
const effects = async (key: string) => {
  const answer = await fetch(new URL(\`/_sandbox/effects?request_id=\${key}\`, url));
  return ((await answer.json()) as { data: { effect: string; count: number; requests: number }[] }).data;
};

const args = { holder: 'Ana Pop', product: 'basic' };

test('every operation of the catalog has a handler, and there are no others', () => {
  expect(Object.keys(${name}Handlers(url, http)).sort()).toEqual(Object.keys(${name}Operations).sort());
});

test('a request that is repeated under its key is made once', async () => {
  const ctx = contextOf();
  const first = await call('${name}.submit', args, ctx);
  expect(await call('${name}.submit', args, ctx)).toEqual(first);
  expect(await effects(requestId(ctx.key, 'submit'))).toMatchObject([{ effect: 'request.made', count: 1, requests: 2 }]);
});

test('a refusal is the code of the catalog', async () => {
  const refused = call('${name}.submit', { ...args, product: 'refused' });
  await expect(refused).rejects.toMatchObject({ code: '${name}.refused', retryable: false });
});

test('a request is taken back by its id, as often as it is asked', async () => {
  const { request_id } = (await call('${name}.submit', args)) as { request_id: string };
  const ctx = contextOf();
  expect(await call('${name}.withdraw', { request_id }, ctx)).toEqual({});
  expect(await call('${name}.withdraw', { request_id }, ctx)).toEqual({});
  expect(await effects(requestId(ctx.key, 'withdraw'))).toMatchObject([{ effect: 'request.withdrawn', count: 1 }]);
});

test('a request whose answer was lost is taken back by its key, and one that was never made needs nothing', async () => {
  const { key } = contextOf();
  await call('${name}.submit', args, contextOf({ key }));
  const ctx = contextOf({ undoes: key });
  expect(await call('${name}.withdraw', {}, ctx)).toEqual({});
  expect(await effects(requestId(ctx.key, 'withdraw'))).toHaveLength(1);
  expect(await call('${name}.withdraw', {}, contextOf({ undoes: 'never' }))).toEqual({});
  expect(await call('${name}.withdraw', {})).toEqual({});
});

test('where ${type} is away the call may succeed later, and where it is not configured it never does', async () => {
  const away = new URL('http://127.0.0.1:9');
  await expect(call('${name}.submit', args, contextOf(), away)).rejects.toMatchObject({
    code: 'unavailable',
    retryable: true,
  });
  const handlers = ${name}Handlers(undefined, http);
  await expect((handlers['${name}.submit'] as CallHandler)(args, contextOf())).rejects.toMatchObject({
    code: 'error',
    retryable: false,
  });
});
`;
