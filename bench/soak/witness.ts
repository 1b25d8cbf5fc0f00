import type { Body, Reply } from '../../cli/tour/app';

/** What a session's client was told so far. */
interface Told {
  closedAs?: string;
  phases: string[];
  /** Step ids of submissions that were acknowledged. */
  taken: Set<string>;
  offered?: string;
}

const CLOSED = new Set(['COMPLETED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'FAILED']);

/**
 * Holds each answer against those before it. A platform that tells the truth never takes back an end, never asks again
 * for what it has acknowledged, and never rewrites what has happened.
 */
export class Witness {
  private readonly sessions = new Map<string, Told>();
  /** Kinds of untrue answers, by how often they came. */
  readonly untrue = new Map<string, number>();
  acknowledged = 0;
  /**
   * Phases whose time was told otherwise later. A query may see what a workflow task has not recorded yet; if its
   * worker is killed then, the next task has another time.
   */
  restamped = 0;

  answered(method: string, path: string, { status, body: state }: Reply): void {
    if (status >= 300 || typeof state?.session_id !== 'string' || !state.status) return;
    const told = this.sessions.get(state.session_id) ?? { phases: [], taken: new Set<string>() };
    this.sessions.set(state.session_id, told);
    if (method === 'POST' && path.endsWith('/steps')) this.acknowledge(told, state);
    this.compare(told, state);
  }

  private acknowledge(told: Told, state: Body): void {
    this.acknowledged += 1;
    if (typeof state.step_id === 'string') told.taken.add(state.step_id);
  }

  private compare(told: Told, state: Body): void {
    if (told.closedAs && state.status !== told.closedAs) this.note(`${told.closedAs} became ${state.status}`);
    if (CLOSED.has(state.status)) told.closedAs = state.status;
    if (state.next?.kind === 'form' && told.taken.has(state.next.step_id)) this.note(`asked again: ${state.next.step}`);
    const phases = (state.phases ?? []).map(({ status, step, at }: Body) => `${status} ${step} ${at}`);
    const known = told.phases.slice(0, phases.length);
    const rewritten = known.findIndex((phase, index) => phase !== phases[index]);
    if (rewritten >= 0) this.rewritten(String(known[rewritten]), String(phases[rewritten]));
    if (phases.length >= told.phases.length) told.phases = phases;
  }

  private rewritten(known: string, now: string): void {
    const [what, later] = [known, now].map((phase) => phase.split(' ').slice(0, 2).join(' '));
    if (what === later) this.restamped += 1;
    else this.note(`phase ${known} became ${now}`);
  }

  private note(kind: string): void {
    this.untrue.set(kind, (this.untrue.get(kind) ?? 0) + 1);
  }
}
