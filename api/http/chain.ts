import type { ErrorRequestHandler, NextFunction, Request, RequestHandler, Response } from 'express';

/**
 * Several handlers as one. Express looks at each of its own as a route of its own, which for some twenty of them takes
 * longer than what they do. What one throws, rejects with or hands to `next` ends the turn, and is answered by
 * `answerError` if there is one: Express would look at every path that it has left first.
 */
export function inTurn(handlers: readonly RequestHandler[], answerError?: ErrorRequestHandler): RequestHandler {
  return function handleInTurn(req, res, next) {
    const done = answerError
      ? (error?: unknown) => (error === undefined ? next() : answerError(error, req, res, next))
      : next;
    perform(handlers, 0, req, res, done);
  };
}

function perform(
  handlers: readonly RequestHandler[],
  at: number,
  req: Request,
  res: Response,
  done: NextFunction,
): void {
  const handler = handlers[at];
  if (!handler) return done();
  const next = (error?: unknown) => (error === undefined ? perform(handlers, at + 1, req, res, done) : done(error));
  try {
    const working: unknown = handler(req, res, next);
    if (working instanceof Promise) working.catch(done);
  } catch (error) {
    done(error);
  }
}
