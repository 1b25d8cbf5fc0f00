import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Services } from '../deps';

/** What a call is answered with. */
export interface Answer {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** One call on its way through an endpoint. */
export interface Call {
  req: Request;
  res: Response;
  deps: Services;
  answer?: Answer;
}

/**
 * One named thing that an endpoint does. What earlier actions found out lies in `S`; what it finds out it puts there.
 */
export type Action<S extends object = object> = (call: Call & S) => void | Promise<void>;

/**
 * An endpoint is the list of what it does, in order; the first that sets an answer is the last. An action that throws
 * ends it with a problem document. `S` is what the actions gather: each may count on what those before it have set.
 */
export const endpoint =
  <S extends object>(actions: readonly Action<S>[]) =>
  (deps: Services): RequestHandler =>
  async (req, res, next: NextFunction) => {
    try {
      const call = { req, res, deps } as Call & S;
      await perform(call, actions);
      if (call.answer && !res.headersSent) send(res, call.answer);
    } catch (error) {
      next(error);
    }
  };

/** Runs actions until one has answered. */
export async function perform<S extends object>(call: Call & S, actions: readonly Action<S>[]): Promise<void> {
  for (const action of actions) {
    await action(call);
    if (call.answer) return;
  }
}

export function send(res: Response, { status, body, headers = {} }: Answer): void {
  if (body !== undefined) return sendJson(res, status, body, headers);
  res.status(status).set(headers).end();
}

const JSON_TYPE = { 'Content-Type': 'application/json; charset=utf-8' };

/**
 * Express' own `res.json` asks first whether the caller has the answer already, which for answers that nobody may keep
 * is never so.
 */
export function sendJson(res: Response, status: number, body: unknown, headers: Record<string, string> = {}): void {
  res.locals.judge?.(status, body);
  const text = JSON.stringify(body);
  res.writeHead(status, { ...JSON_TYPE, ...headers, 'Content-Length': Buffer.byteLength(text) }).end(text);
}

/** A request header as one string. */
export const header = (req: Request, name: string): string | undefined => {
  const value = req.headers[name];
  return Array.isArray(value) ? value[0] : value;
};
