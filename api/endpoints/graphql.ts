import { once } from 'node:events';
import { ERRORS, VestibuleError } from '../../domain/errors';
import { sessionOfNonce, type Tenant } from '../../service/access';
import type { GraphBody } from '../graphql/documents';
import type { Run, RunResult, StreamItem } from '../graphql/run';
import { acceptedType } from '../http/accept';
import { claimTenant, countAgain, nonceOf, proveByBasic } from '../http/caller';
import { type Action, clientGone, type Exchange } from '../http/endpoint';
import type { StreamOwner } from '../http/event-streams';
import { countFailures } from '../http/failures';

/** What a call can be answered with; the first by default. A subscription needs the last one. */
export const GRAPHQL_TYPES = ['application/graphql-response+json', 'application/json', 'text/event-stream'];
const [RESPONSE = '', , STREAM = ''] = GRAPHQL_TYPES;

interface Asking {
  tenant: Tenant;
  nonce?: string;
  result: RunResult;
}

/** Loaded with the first call: they take a sixth of a second, which most processes never need. */
const graphql = () => ({
  ...(require('../graphql/run') as typeof import('../graphql/run')),
  ...(require('../graphql/context') as typeof import('../graphql/context')),
  ...(require('../graphql/documents') as typeof import('../graphql/documents')),
  ...(require('../graphql/errors') as typeof import('../graphql/errors')),
});
const runs = new Map<boolean, Run>();
function runOf(explorer: boolean): Run {
  const run = runs.get(explorer) ?? graphql().createRun({ explorer });
  runs.set(explorer, run);
  return run;
}

/** The tenant's server by Basic, or the bearer of a nonce of one of its sessions. */
const identifyCaller: Action<Asking> = async (exchange) => {
  if (!/^Bearer /i.test(exchange.req.headers.authorization ?? '')) {
    exchange.tenant = await proveByBasic(exchange);
    return;
  }
  const { nonce, client_id } = nonceOf(exchange);
  exchange.tenant = await claimTenant(exchange, client_id, nonce);
  exchange.nonce = nonce;
};

const runDocument: Action<Asking> = async (exchange) => {
  const { req, services, tenant, nonce } = exchange;
  const body = req.body as GraphBody;
  const { graphql_explorer, graphql_documents } = services.settings;
  const { GraphContext, documentOf, asGraphQLError } = graphql();
  const query = documentOf(body, graphql_documents);
  const caller = {
    tenant,
    isServer: nonce === undefined,
    ...(nonce === undefined ? {} : { nonce }),
    count: countAgain(exchange, tenant, nonce),
    gone: clientGone(exchange),
  };
  const { operationName = null, variables = null } = body;
  const context = new GraphContext(exchange, caller);
  try {
    exchange.result = await runOf(graphql_explorer)({ query, operationName, variables }, context);
  } catch (error) {
    // A limit throws while the document is parsed or validated, where GraphQL itself lists errors.
    exchange.result = { result: { errors: [asGraphQLError(error)] } };
  }
};

const answerResult: Action<Asking> = async (exchange) => {
  const { req, result } = exchange;
  const type = acceptedType(req.headers.accept, GRAPHQL_TYPES) ?? RESPONSE;
  if (type === STREAM)
    return stream(exchange, 'items' in result ? result.items : only({ result: result.result, shared: result.result }));
  if ('items' in result) {
    await result.items[Symbol.asyncIterator]().return?.();
    throw new VestibuleError('not_acceptable', 'A subscription is answered as text/event-stream: accept that.');
  }
  answer(exchange, type, shown(exchange, result.result));
};

async function* only(item: StreamItem): AsyncGenerator<StreamItem, void> {
  yield item;
}

type Shown = ReturnType<typeof shown>;

/** A result as it is answered. A fault of ours is logged, and what looks like guessing is counted. */
function shown({ req, services }: Exchange, result: StreamItem['result']) {
  const { errors, ...rest } = result;
  if (!errors) return { body: rest, codes: [] };
  const { shownError, vestibuleErrorOf } = graphql();
  const refusals = errors.map(vestibuleErrorOf);
  for (const error of refusals)
    if (ERRORS[error.code].status >= 500)
      services.log.error({ request_id: req.id, err: error.options.cause ?? error, code: error.code }, 'field failed');
  countFailures(services, req, refusals);
  return {
    body: { errors: errors.map((error) => shownError(error, String(req.id))), ...rest },
    codes: refusals.map(({ code }) => code),
  };
}

/** A call that got nothing done has its error's status, for those who accept GraphQL's own media type. */
function statusOf(type: string, { body, codes: [first] }: Shown): number {
  return type === RESPONSE && !('data' in body) && first ? ERRORS[first].status : 200;
}

function answer({ res }: Exchange, type: string, answered: Shown): void {
  const status = statusOf(type, answered);
  if (status === 200) res.locals.checkAnswer?.(200, answered.body);
  const text = JSON.stringify(answered.body);
  const headers = { 'Content-Type': `${type}; charset=utf-8`, 'Content-Length': Buffer.byteLength(text) };
  res.writeHead(status, headers).end(text);
}

/** Streams items as graphql-sse's distinct connections mode has them, each with the id after which to resume. */
async function stream(exchange: Exchange & Asking, items: AsyncIterable<StreamItem>): Promise<void> {
  const { req, res, services, tenant, nonce } = exchange;
  const { streams, log } = services;
  const session = nonce === undefined ? undefined : sessionOfNonce(services, nonce);
  const owner: StreamOwner =
    session === undefined ? { of: 'tenant', id: tenant.client_id } : { of: 'session', id: session };
  streams.admit(owner);
  streams.open(res, owner);
  const gone = clientGone(exchange);
  // Of a process that ends the stream is no more than interrupted: its client goes on at another one. Nothing is waited
  // for, neither a bank that is being read nor a client that doesn't read.
  gone.addEventListener('abort', () => res.end());
  if (gone.aborted) res.end();
  try {
    for await (const item of items) {
      if (gone.aborted) return;
      streams.send(res, frameOf(exchange, item));
      if (res.writableNeedDrain) await once(res, 'drain', { signal: gone }).catch(() => undefined);
    }
    if (!gone.aborted) streams.send(res, 'event: complete\ndata:\n\n');
  } catch (err) {
    log.error({ request_id: req.id, err }, 'subscription failed');
  }
  res.end();
}

/** Made once of each result, whoever it is sent to. */
const frames = new WeakMap<object, string>();

function frameOf(exchange: Exchange, { id, result, shared }: StreamItem): string {
  const known = frames.get(shared);
  if (known !== undefined) return known;
  const text = JSON.stringify(shown(exchange, result).body);
  const frame = `event: next\n${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`;
  frames.set(shared, frame);
  return frame;
}

/** `POST /graphql` */
export const askGraphql: Action<Asking>[] = [identifyCaller, runDocument, answerResult];
