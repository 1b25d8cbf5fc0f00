import { at, type Fault, fault } from '../../skill/check/fault';
import { commonMembers, type NodeCommon, type PinnedOperation, pin } from '../../skill/graph';
import type { WaitingFor } from '../../skill/operation-catalog';
import type { StepCommon, Templates } from '../../skill/skill';
import { FLAGS, hasFlag } from '../flags';
import { patiently, SENTENCES } from '../platform';
import { handOut } from '../reports';
import type { Running, Session, Undo } from '../session';
import { deadlineOf } from '../step-time';
import { abandon, callKey, filled, show, start, stillOwed, type Transition } from '../transition';
import { waitSentence, waitView } from '../waiting';
import type { Exit, Failure, StepKind } from './kind';

/**
 * An operation of a bank or a partner. `compensate` undoes it if the session fails, `commit` settles all undo.
 * `settle`: it belongs to what is committed, so it is tried until it succeeds.
 */
export type CallStep = StepCommon & {
  call: string;
  with?: Templates;
  compensate?: { call: string; with?: Templates };
  commit?: boolean;
  settle?: boolean;
};
export type CallNode = NodeCommon & {
  kind: 'call';
  call: PinnedOperation;
  with: Templates;
  compensate?: { call: PinnedOperation; with: Templates };
  commit: boolean;
  settle?: true;
};
/** The outcome of a call that settles and never succeeded. */
const UNSETTLED = 'unsettled';
type CallWaiting = { kind: 'call'; for: WaitingFor };

export const callKind: Readonly<StepKind<CallStep, CallNode, CallWaiting>> = {
  kind: 'call',
  operations: ({ call, with: given = {}, compensate }) => [
    { operation: call, role: 'call', with: given, path: [] },
    ...(compensate
      ? [{ operation: compensate.call, role: 'undo' as const, with: compensate.with ?? {}, path: ['compensate'] }]
      : []),
  ],
  templates: () => ({}),
  outcomes: [],
  outcomesOf: ({ settle }) => (settle ? [UNSETTLED] : []),
  resultSchema: ({ call }, { operations }) => operations[call]?.output,

  /** A committing call can't be given up: it has no `within`, and no undo. Nor can one that settles. */
  checkSense(step, name) {
    const { commit, within, compensate } = step;
    if (!commit) return step.settle ? settleFaults(step, name) : [];
    const unbounded = `'${name}' commits: nobody may stop waiting for its outcome. Its catalog bounds its time.`;
    const final = `'${name}' commits: what is committed is not undone.`;
    return [
      ...(within === undefined ? [] : [fault('commit_within', at(name, 'within'), unbounded)]),
      ...(compensate === undefined ? [] : [fault('commit_compensate', at(name, 'compensate'), final)]),
      ...(step.settle ? settleFaults({ commit }, name) : []),
    ];
  },

  compile(step, catalog) {
    const { call, with: given = {}, commit = false, compensate, settle } = step;
    const undo = compensate && { compensate: { call: pin(compensate.call, catalog), with: compensate.with ?? {} } };
    const own = settle ? { call: patiently(pin(call, catalog)), settle } : { call: pin(call, catalog) };
    return { kind: 'call', ...commonMembers(step), ...own, with: given, commit, ...undo } as CallNode;
  },

  /** What is committed is not committed again. */
  refusesEntry: ({ commits = {} }, step) =>
    Object.hasOwn(commits, step) && !commits[step]?.unknown ? 'concluded' : undefined,

  enter(t, node) {
    handOut(t.s, node.with);
    show<CallWaiting>(t, 'PROCESSING', { kind: 'call', for: node.call.waitingFor });
    start(t, { operation: node.call, phase: 'call', args: filled(t.s, node.with), ...deadlineOf(t, node) });
    return undefined;
  },

  /** The call's undo is owed from here on; if it commits, nothing is owed any more. */
  returned(t, node, running, result) {
    const { s } = t;
    s.results[running.step] = result;
    oweUndo(t, node, running);
    if (s.ending) return undefined;
    if (node.commit) {
      s.undo = stillOwed(s);
      s.committed = true;
      noteCommit(t, running);
    }
    delete s.deferred;
    return { result };
  },
  failed,

  /** The call may have happened, so its undo is owed. */
  timeUp(t, node) {
    const { s } = t;
    const running = s.running.find(({ step, phase }) => step === s.step && phase === 'call') as Running;
    abandon(t, running.id);
    return failed(t, node, running, { code: 'timeout', message: SENTENCES.timeout as string, uncertain: true });
  },

  leavesTraces: (node, { phase }) => phase === 'call' && node.compensate !== undefined,
  isIrrevocable: (node, { phase }) => phase === 'call' && (node.commit || node.settle === true),

  view: waitView,
  sentence(s) {
    const node = s.graph.nodes[s.step] as CallNode;
    return `${waitSentence(s)}${node.settle ? ', until it succeeds: what is committed stands' : ''}`;
  },
};

/** If nobody can say whether the call happened, its undo is owed all the same. */
function failed(t: Transition, node: CallNode, running: Running, { code, message, uncertain }: Failure): Exit {
  const { s } = t;
  if (uncertain) {
    delete s.results[running.step];
    oweUndo(t, node, running, { superseded: true });
    if (node.commit) {
      leaveToOperator(t);
      noteCommit(t, running, { unknown: true });
    }
  }
  if (node.settle) return unsettled(s, running.step, { code, message });
  return s.deferred ? { code: s.deferred } : { code, message };
}

/** What is committed stands, and the user reads so. A refusal of the catalog has its own code and sentence. */
function unsettled(s: Session, step: string, refusal: { code: string; message: string }): Exit {
  s.unsettled = step;
  return refusal.code === 'error' ? { code: UNSETTLED } : refusal;
}

/** A call that settles has nothing to undo, is no commit of its own, and has all the time that there is. */
function settleFaults(step: Partial<CallStep>, name: string): Fault[] {
  const message = (member: string) =>
    `'${name}' settles: it is tried until it succeeds, and nothing is undone. It can't have '${member}', too.`;
  return (['commit', 'compensate', 'within'] as const)
    .filter((member) => step[member] !== undefined && step[member] !== false)
    .map((member) => fault('settle_combined', at(name, member), message(member)));
}

/**
 * Notes the undo that a call owes; what earlier visits of its step have begun is superseded by it. A value that it has
 * to name may be missing if the call's answer was lost.
 */
function oweUndo(
  { s }: Transition,
  { compensate }: CallNode,
  { step, visit }: Running,
  standing: Pick<Undo, 'superseded'> = {},
): void {
  if (!compensate) return;
  const args = filled(s, compensate.with);
  s.undo = s.undo.map((undo) => (undo.step === step ? { ...undo, superseded: true } : undo));
  s.undo.push({ step, call: compensate.call, args, undoes: callKey(s, step, visit), ...standing });
}

/** Remembers under which visit's key a step has committed, or may have: the first one's. */
function noteCommit({ s }: Transition, { step, visit }: Running, outcome: { unknown?: true } = {}): void {
  if (!hasFlag(s, FLAGS.commitOnce)) return;
  const before = s.commits && Object.hasOwn(s.commits, step) ? s.commits[step] : undefined;
  s.commits = { ...s.commits, [step]: { visit: before?.visit ?? visit, ...outcome } };
}

/** A commit may have happened: to undo what led there could take away what it stands on. */
function leaveToOperator({ s }: Transition): void {
  const left = stillOwed(s);
  s.undo_failed.push(...s.undo.filter((undo) => !left.includes(undo)).map(({ step }) => step));
  s.undo = left;
}
