import { type RequestHandler, Router } from 'express';
import type { CommonBooks, Ledger } from './ledger';

/**
 * `GET /_sandbox/effects[?request_id=][&resource_id=][&effect=][&of=]` → `{data: Effect[]}`, oldest first: the proof that
 * nothing was done twice.
 */
export function effects<Books extends CommonBooks>(ledger: Ledger<Books>, before?: () => Promise<void>): Router {
  const list: RequestHandler = async (req, res) => {
    await before?.();
    const wanted = ['request_id', 'resource_id', 'effect', 'of'].filter((name) => typeof req.query[name] === 'string');
    const rows = ledger
      .all('effects')
      .filter((row) => wanted.every((name) => Reflect.get(row, name) === req.query[name]));
    res.json({ data: rows });
  };
  return Router().get('/_sandbox/effects', list);
}
