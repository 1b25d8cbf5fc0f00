import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';
import type { SettledState, Wait } from '../../service/session-state';
import type { ApiServices } from '../deps';

/** The answer to a call. */
export interface HttpAnswer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call on its way through an endpoint. */
export interface Exchange {
  req: Request;
  res: Response;
  services: ApiServices;
  answer?: HttpAnswer;
  /** The value of `Preference-Applied`, where the call's `Prefer` is honoured. */
  preference?: string;
}

/** A named step of an endpoint. It puts into `S` what it has found out for those after it. */
export type Action<S extends object = object> = (exchange: Exchange & S) => void | Promise<void>;

/**
 * An endpoint made of one action or a list of them; the first that sets an answer is the last. If one throws, the call
 * is answered with a problem document. `S`: the state that the actions share; each relies on what those before it set.
 */
export const endpoint =
  <S extends object>(actions: Action<S> | readonly Action<S>[]) =>
  (services: ApiServices): RequestHandler => {
    const list = [actions].flat();
    return async function handleExchange(req, res, next) {
      try {
        const exchange = { req, res, services } as Exchange & S;
        await perform(exchange, list);
        const { answer, preference } = exchange;
        if (!answer || res.headersSent) return;
        if (preference !== undefined) res.setHeader('Preference-Applied', preference);
        send(res, answer);
      } catch (error) {
        next(error);
      }
    };
  };

/** Runs actions until one has answered. */
export async function perform<S extends object>(exchange: Exchange & S, actions: readonly Action<S>[]): Promise<void> {
  for (const action of actions) {
    await action(exchange);
    if (exchange.answer) return;
  }
}

function send(res: Response, { status, body, headers = {} }: HttpAnswer): void {
  if (body !== undefined) return sendJson(res, status, body, headers);
  res.status(status).set(headers).end();
}

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

/** Sends JSON. Express' own `res.json` would first check whether the caller has it cached, which is never so here. */
export function sendJson(res: Response, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.locals.checkAnswer?.(status, body);
  const text = JSON.stringify(body);
  res.writeHead(status, { ...JSON_TYPE, ...headers, 'Content-Length': Buffer.byteLength(text) }).end(text);
}

/**
 * Several handlers as one. Express treats each handler of a route as a route of its own, which for a dozen of them
 * takes longer than what they do. An error ends the chain. `answerError` answers it; without one it goes to Express.
 */
export function chain(handlers: readonly RequestHandler[], answerError?: ErrorRequestHandler): RequestHandler {
  return function handleChain(req, res, next) {
    const done = answerError
      ? (error?: unknown) => (error === undefined ? next() : answerError(error, req, res, next))
      : next;
    handleFrom(0, handlers, req, res, done);
  };
}

function handleFrom(
  at: number,
  handlers: readonly RequestHandler[],
  req: Request,
  res: Response,
  done: NextFunction,
): void {
  const handler = handlers[at];
  if (!handler) return done();
  const next = (error?: unknown) => (error === undefined ? handleFrom(at + 1, handlers, req, res, done) : done(error));
  try {
    const working: unknown = handler(req, res, next);
    if (working instanceof Promise) working.catch(done);
  } catch (error) {
    done(error);
  }
}

/** A request header as one string. */
export const header = (req: Request, name: string): string | undefined => {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

/** Seconds that a call may be held: where the caller doesn't say, and at most. */
const DEFAULT_WAIT = 3;
const MAX_WAIT = 25;

/** How long the call may be held, by `Prefer: wait=N` (RFC 7240). `fallback` in seconds. */
export function preferredWait(exchange: Exchange, fallback = DEFAULT_WAIT): Wait {
  const prefer = header(exchange.req, 'prefer');
  const given = prefer === undefined ? undefined : /(?:^|[,;\s])wait\s*=\s*"?([0-9]{1,6})"?/i.exec(prefer)?.[1];
  const seconds = given === undefined ? fallback : Math.min(Number(given), MAX_WAIT);
  if (given !== undefined) exchange.preference = `wait=${seconds}`;
  return { ms: seconds * 1000, signal: () => clientGone(exchange) };
}

/** Seconds until a client that was answered PROCESSING should ask again. */
const ASK_AGAIN = '2';

/** The answer with a session state: 200, or 202 while the session is at work. */
export const sessionAnswer = ({ settled, state }: SettledState): HttpAnswer =>
  settled ? { status: 200, body: state } : { status: 202, body: state, headers: { 'Retry-After': ASK_AGAIN } };

/** A signal that aborts when the client has left, or when this process is to end: then nobody is held any longer. */
export function clientGone({ res, services: { draining } }: Exchange): AbortSignal {
  const gone = new AbortController();
  const abort = () => gone.abort();
  // Not AbortSignal.any: it would add to a signal that lives as long as the process, and never be freed.
  draining?.addEventListener('abort', abort);
  if (draining?.aborted) abort();
  res.once('close', () => {
    draining?.removeEventListener('abort', abort);
    abort();
  });
  return gone.signal;
}
