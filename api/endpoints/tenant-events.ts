import { once } from 'node:events';
import type { Response } from 'express';
import type { Tenant } from '../../service/access';
import {
  eventShown,
  followTenantEvents,
  listEvents as list,
  type StreamStart,
  startOfStream,
} from '../../service/tenant-events';
import { acceptedType } from '../http/accept';
import { proveByBasic } from '../http/caller';
import { type Action, clientGone, type Exchange, header } from '../http/endpoint';

const STREAM = 'text/event-stream';
/** What `GET /events` answers with, the first by default. */
export const EVENT_TYPES_PRODUCED = ['application/json', STREAM];

interface Listening {
  tenant: Tenant;
  start: StreamStart;
}
/** The query as the document describes it, with numbers still as text. */
type QueryText = { since?: string; limit?: string };

const identifyServer: Action<Listening> = async (exchange) => {
  exchange.tenant = await proveByBasic(exchange);
};

const answerPage: Action<Listening> = async (exchange) => {
  const { req, services, tenant } = exchange;
  if (acceptedType(req.headers.accept, EVENT_TYPES_PRODUCED) === STREAM) return;
  const { since, limit } = req.query as QueryText;
  const query = { ...(since === undefined ? {} : { since }), ...(limit === undefined ? {} : { limit: Number(limit) }) };
  exchange.answer = { status: 200, body: await list(services, tenant, query) };
};

/** Whoever comes back shows the last id that was received, which counts more than the address. */
const findStart: Action<Listening> = async (exchange) => {
  const { req, services, tenant } = exchange;
  services.streams.admit({ of: 'tenant', id: tenant.client_id });
  const { since } = req.query as QueryText;
  exchange.start = await startOfStream(services, tenant, header(req, 'last-event-id') || since);
};

/** Streams the tenant's events as server-sent events until the client has left or this process ends. */
const streamEvents: Action<Listening> = (exchange) => {
  const { req, res, services, tenant, start } = exchange;
  const { streams, log } = services;
  streams.open(res, { of: 'tenant', id: tenant.client_id });
  streams.resumable(res, start.id);
  if (res.locals.head) return void res.end();
  write(exchange, clientGone(exchange))
    .catch((err: unknown) => log.error({ request_id: req.id, err }, 'event stream failed'))
    .finally(() => res.end());
};

async function write({ res, services, tenant, start }: Exchange & Listening, signal: AbortSignal): Promise<void> {
  for await (const logged of followTenantEvents(services, tenant.client_id, start.place, signal)) {
    const event = eventShown(logged);
    res.locals.checkAnswer?.('event', event);
    services.streams.write(res, 'event', event.id, event);
    if (res.writableNeedDrain) await drained(res, signal);
  }
}

/** A client that reads slowly is read for slowly. */
const drained = (res: Response, signal: AbortSignal): Promise<unknown> =>
  once(res, 'drain', { signal }).catch(() => undefined);

/** `GET /events` */
export const getEvents: Action<Listening>[] = [identifyServer, answerPage, findStart, streamEvents];
