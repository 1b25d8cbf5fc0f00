import type { Request, Response } from 'express';
import { ERRORS, type VestibuleError } from '../../domain/errors';
import { countFailure } from '../../service/limits';
import type { ApiServices } from '../deps';
import { networkOf } from './network';

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
 * Slows down who fails again and again: failures are counted by address, apart from all else. Above the limit each is
 * answered 429, and `failure_hold` ms later. Nobody is refused for what others at their address do: calls that don't
 * fail are never counted here. Where a refusal is no failure it is sent as it is.
 */
export function slowFailures({ limits, settings }: Pick<ApiServices, 'limits' | 'settings'>) {
  let held = 0;
  return (error: VestibuleError, req: Request, res: Response, send: Send): void => {
    if (!limits || !isFailure(error) || isWayBack(res)) return send(error);
    try {
      countFailure({ limits }, networkOf(req.ip ?? ''));
    } catch (limited) {
      if (held >= MAX_HELD) return send(limited as VestibuleError);
      held += 1;
      const timer = setTimeout(() => send(limited as VestibuleError), settings.failure_hold);
      res.once('close', () => {
        held -= 1;
        clearTimeout(timer);
      });
      return;
    }
    send(error);
  };
}
