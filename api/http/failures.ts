import type { Request, Response } from 'express';
import { ERRORS, type VestibuleError } from '../../domain/errors';
import { countFailure } from '../../service/limits';
import type { ApiServices } from '../deps';
import { networkOf } from './network';
import { createTurns } from './turns';

/** Answers that one process holds at the same time; more are sent at once, so that nothing piles up. */
const MAX_HELD = 1_000;
const NOT_FOUND = new Set(['not_found', 'session_not_found', 'credentials_not_found', 'account_not_found']);

/** Whether a refusal is what guessing looks like: an unknown client, a wrong key or nonce, an id that isn't there. */
function isFailure({ code }: VestibuleError): boolean {
  return NOT_FOUND.has(code) || (ERRORS[code].status === 401 && code !== 'nonce_expired');
}

/** The way back from the bank is never limited: its user has done nothing wrong. */
const isWayBack = (res: Response): boolean => String(res.locals.route).startsWith('/callbacks/{state}/');

/** Sends a refusal, later where its address has failed too often. */
type Send = (error: VestibuleError) => void;

/**
 * Slows down who fails again and again: failures are counted by address, apart from all else. Those of one address are
 * answered one after the other; above the limit with 429, and not before `failure_hold` ms. Nobody is refused for what
 * others at their address do: calls that don't fail are never counted here. Where a refusal is no failure it is sent as
 * it is.
 */
export function slowFailures({ limits, settings }: Pick<ApiServices, 'limits' | 'settings'>) {
  const nextTurn = createTurns();
  let held = 0;
  const hold = (res: Response, ms: number, answer: () => void): void => {
    held += 1;
    const timer = setTimeout(answer, ms);
    res.once('close', () => {
      held -= 1;
      clearTimeout(timer);
    });
  };
  return (error: VestibuleError, req: Request, res: Response, send: Send): void => {
    if (!limits || !isFailure(error) || isWayBack(res)) return send(error);
    const network = networkOf(req.ip ?? '');
    const limited = limitOf({ limits }, network);
    if (held >= MAX_HELD) return send(limited ?? error);
    const ms = nextTurn(network, limited ? settings.failure_hold : 0);
    if (ms > 0) hold(res, ms, () => send(limited ?? error));
    else send(limited ?? error);
  };
}

/** Counts the failures among the errors of a call that is answered all the same. Throws `rate_limited`. */
export function countFailures(
  { limits }: Pick<ApiServices, 'limits'>,
  req: Request,
  errors: readonly VestibuleError[],
): void {
  if (!limits) return;
  for (const error of errors) if (isFailure(error)) countFailure({ limits }, networkOf(req.ip ?? ''));
}

/** Counts a failure; the refusal that takes its place, where its address has had too many. */
function limitOf(limiting: Parameters<typeof countFailure>[0], network: string): VestibuleError | undefined {
  try {
    countFailure(limiting, network);
    return undefined;
  } catch (limited) {
    return limited as VestibuleError;
  }
}
