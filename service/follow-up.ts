import { owedBy } from '../domain/session/terminated';
import type { OperationCatalog } from '../domain/skill/operation-catalog';
import { requestId } from '../security/ids';
import type { SessionRef } from './engine/engine';
import type { FollowUpState, FollowUps } from './engine/follow-ups';

/** One undo that a terminated session owes. Ids only: what it names at the bank is sealed. */
export interface OwedUndo {
  step: string;
  operation: string;
  /** The X-Request-IDs under which the bank may know what is to be undone. */
  undoes: string[];
  /** The X-Request-IDs under which it will be asked to undo it. */
  requests: string[];
}

/** What a follow-up of a session would do, or has been started to do. */
export interface FollowUpPlan {
  session_id: string;
  skill: string;
  /** Where it stood when it was terminated. */
  step: string;
  terminated_at: string;
  owed: OwedUndo[];
  /** Whether credentials are stored, for the session had come to its good end. */
  delivers: boolean;
  /** Steps that nobody can undo safely. */
  left: string[];
  started: boolean;
}

/** A follow-up that can't be planned; the message says what to do. */
export class NoFollowUp extends Error {
  override readonly name = 'NoFollowUp';
}

const WHY_NOT: Record<Exclude<FollowUpState['is'], 'terminated'>, string> = {
  unknown: 'There is no such session. Name it as <client id>/<session id>, as its workflow id does.',
  open: 'The session is open, or its follow-up is at work: there is nothing to follow up.',
  over: 'The session is over, or was followed up before: it owes nothing.',
  unreadable: 'No worker can replay the session: start one, of a version that can, and try again.',
};

/** Says what a terminated session owes; with `run`, starts the follow-up that undoes it. Throws `NoFollowUp`. */
export async function followUp(
  followUps: FollowUps,
  catalogs: Record<string, OperationCatalog>,
  ref: SessionRef,
  run: boolean,
): Promise<FollowUpPlan> {
  const state = await followUps.read(ref);
  if (state.is !== 'terminated') throw new NoFollowUp(WHY_NOT[state.is]);
  const { session, at } = state;
  const { undos, delivers, left } = owedBy(session);
  const operations = catalogs[session.graph.catalog]?.operations ?? {};
  const ids = (operation: string | undefined, key: string) =>
    (operation === undefined ? [] : (operations[operation]?.requests ?? [])).map((name) => requestId(key, name));
  const calledBy = (step: string) => (session.graph.nodes[step] as { call?: { operation: string } }).call?.operation;
  const owed = undos.map(({ step, call, undoes }) => ({
    step,
    operation: call.operation,
    undoes: ids(calledBy(step), undoes),
    requests: ids(call.operation, `${undoes}/undo`),
  }));
  const started = run && (await followUps.start(session));
  if (run && !started) throw new NoFollowUp(WHY_NOT.open);
  const terminated_at = new Date(at).toISOString();
  return {
    session_id: ref.session_id,
    skill: session.graph.skill,
    step: session.step,
    terminated_at,
    owed,
    delivers,
    left,
    started,
  };
}
