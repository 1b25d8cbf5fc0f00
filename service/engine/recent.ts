import { LRUCache } from 'lru-cache';
import type { SessionView } from '../../domain/session/views';

/**
 * What this process has learnt of submissions and sessions, so that a repeat needs no second signal. Only what can't
 * change is kept: under a sequence number one submission is accepted, once. The workflow is the authority; an empty
 * cache costs one call.
 */
export interface Verdicts {
  accepted(session: string, seq: number): { step: string; digest: string } | undefined;
  accept(session: string, seq: number, submission: { step: string; digest: string }): void;
  /** The last view seen: for what a client is told while no worker answers. */
  lastView(session: string): SessionView | undefined;
  see(view: SessionView): void;
}

export function createVerdicts(): Verdicts {
  const submissions = new LRUCache<string, { step: string; digest: string }>({ max: 20_000 });
  const views = new LRUCache<string, SessionView>({ max: 2_000 });
  return {
    accepted: (session, seq) => submissions.get(`${session}/${seq}`),
    accept: (session, seq, submission) => void submissions.set(`${session}/${seq}`, submission),
    lastView: (session) => views.get(session),
    see: (view) => void views.set(view.session_id, view),
  };
}
