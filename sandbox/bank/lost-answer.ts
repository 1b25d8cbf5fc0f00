import type { Response } from 'express';
import { countOf } from './books';
import type { Call } from './call';
import { pause } from './pause';
import type { LostAnswer } from './traits/transport';

const LATE_MS = 8500;

/** What kind of change a request makes, as far as its answer can be lost. */
function kindOf({ method, path, params }: Call): LostAnswer['of'] | undefined {
  if (method === 'PUT') return 'answer';
  if (method === 'DELETE') return 'delete';
  if (method !== 'POST') return undefined;
  if (/authorisations$/.test(path)) return 'start';
  return params.consent_id || params.payment_id || params.hold_id ? undefined : 'create';
}

/**
 * How the answer to this call is lost, if it is: the first time for each resource, and for creations, which have none
 * yet, every other time for the user.
 */
export function lossOf(call: Call, status: number): LostAnswer['how'] | undefined {
  const { lost } = call.traits;
  if (!lost || status >= 400 || lost.of !== kindOf(call)) return undefined;
  const before = countOf(call.bank, `lost ${lost.of} ${call.psu_id} ${call.path}`);
  return (lost.of === 'create' ? before % 2 === 0 : before === 0) ? lost.how : undefined;
}

/** Loses an answer. @returns whether it is to be sent after all */
export async function lose(res: Response, how: LostAnswer['how']): Promise<boolean> {
  if (how === 'cut') res.destroy();
  if (how === '502') res.status(502).type('html').send('<html><body><h1>502 Bad Gateway</h1></body></html>');
  if (how === 'late') await pause(LATE_MS);
  return how === 'late';
}
