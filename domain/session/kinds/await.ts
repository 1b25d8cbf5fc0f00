import { isObject, type Json } from '../../json';
import { uploadFields } from '../../skill/ask';
import { at, type Fault, fault } from '../../skill/check/fault';
import { meant } from '../../skill/check/suggest';
import { fits } from '../../skill/fits';
import { commonMembers, type NodeCommon } from '../../skill/graph';
import type { EventSpec, WaitingFor } from '../../skill/operation-catalog';
import { expanded } from '../../skill/postal-address';
import type { Schema, StepCommon, Templates } from '../../skill/skill';
import { authorsForm, statusOfForm } from '../authors-form';
import { FLAGS, hasFlag } from '../flags';
import { callbackKey, dropIfLate, forgetAddress, hear, isAwaitedNow, keepAddress, keysOfVisit } from '../reports';
import type { Session } from '../session';
import { drop, show } from '../transition';
import { isAnswerKept, showForm } from '../visit';
import { waitSentence, waitView } from '../waiting';
import type { Exit, StepKind } from './kind';

/**
 * An event of a partner, such as the outcome of a review, that arrives as a callback. `ask`: what the user may submit
 * meanwhile, with what the form shows.
 */
export type AwaitStep = StepCommon & { await: string; ask?: Schema; show?: Templates };
export type AwaitNode = NodeCommon & {
  kind: 'await';
  event: string;
  waitingFor: WaitingFor;
  /** The catalog's schema of the event; absent in sessions of before, which take any payload. */
  payload?: Schema;
  /** The member of the event that is a sentence for the user. */
  says?: string;
  /** The user may act meanwhile, by a form that shows this. */
  form?: { show: Templates };
};
type AwaitWaiting = { kind: 'event'; for: WaitingFor } | { kind: 'form'; form: 'data'; for: WaitingFor };

/** The outcome of a step whose user has acted before the event came. */
const ANSWERED = 'answered';

/** How many callbacks are kept for steps that don't wait for them yet. */
const EARLY = 32;
/** Characters of JSON that they may have in all. */
const EARLY_CHARACTERS = 128 * 1024;

export const awaitKind: Readonly<StepKind<AwaitStep, AwaitNode, AwaitWaiting>> = {
  kind: 'await',
  operations: () => [],
  templates: ({ show = {} }) => ({ show }),
  outcomes: [],
  outcomesOf: ({ ask }) => (ask ? [ANSWERED] : []),
  resultSchema: (step, { events }) => events[step.await]?.payload,
  answerSchema: ({ ask }) => ask && expanded(ask),

  checkForm(step, name, catalog) {
    if (Object.hasOwn(catalog.events, step.await)) return [];
    const help = meant(step.await, Object.keys(catalog.events), 'It has');
    const message = `The catalog '${catalog.name}' has no event '${step.await}'.${help}`;
    return [fault('event_unknown', at(name, 'await'), message)];
  },
  checkSense: ({ ask = {} }, name) => uploadFields(ask).map(({ field }) => uploadFault(name, field)),

  compile(step, { events }) {
    const { waitingFor, payload, says } = events[step.await] as EventSpec;
    const common = { kind: 'await' as const, ...commonMembers(step), event: step.await, waitingFor, payload };
    const form = step.ask ? { form: { show: step.show ?? {} } } : {};
    return says === undefined ? { ...common, ...form } : { ...common, says, ...form };
  },

  isListedAtOnce: true,

  /**
   * A callback that came early is taken now, unless the user's submission for this very form is kept: it was
   * acknowledged. The form counts as shown even where the callback is there, so that after a reset later forms have
   * their numbers.
   */
  enter(t, node) {
    const { s } = t;
    if (node.form) showForm(t, statusOfForm(s), { kind: 'form', form: 'data', for: node.waitingFor });
    else show<AwaitWaiting>(t, 'PROCESSING', { kind: 'event', for: node.waitingFor });
    const key = keysOfVisit(s, s.step).find((one) => s.early[one]);
    const early = key === undefined ? undefined : s.early[key];
    if (key === undefined || !early || (node.form && isAnswerKept(s))) return undefined;
    delete s.early[key];
    return heard(s, node, { key, ...early });
  },

  /**
   * A callback is taken if its step waits for it, kept if that is still to come, dropped if it is over, and counted
   * unless it is a repeat. One whose payload is not what the catalog says is dropped and noted, whoever sent it: a word
   * that no branch knows decides nothing.
   */
  calledBack({ s }, event) {
    const { step, visit, id, payload } = event;
    const key = callbackKey(step, visit);
    const node = s.graph.nodes[step] as AwaitNode;
    if (node.payload && !fits(node.payload, payload)) {
      drop(s, 'unfit');
      return undefined;
    }
    if (isAwaitedNow(s, event)) return heard(s, node, { key, id, payload });
    if (dropIfLate(s, event) || key in s.early) return undefined;
    if (hasRoom(s, payload)) s.early[key] = { id, payload };
    else if (hasFlag(s, FLAGS.keepEarlyInput)) drop(s, 'too_many');
    return undefined;
  },

  /** The user has acted before the event came. That may still come, for the step may be entered again. */
  submitted({ s }, _node, _waiting, { data }) {
    s.answers = { ...s.answers, [s.step]: data };
    keepAddress(s, s.step);
    delete s.said;
    return { code: ANSWERED };
  },

  view: (s, node, waiting) =>
    waiting.kind === 'form' ? { ...authorsForm(s, node.form?.show ?? {}), for: waiting.for } : waitView(s),
  sentence: (s, { kind }) => `${waitSentence(s)}${kind === 'form' ? '; the user may act meanwhile' : ''}`,
};

/** Files would leave the step half-way: neither acted nor waiting. */
function uploadFault(name: string, field: string): Fault {
  const message = `'${name}' waits for an event, so its form takes no files: ask for '${field}' in a step of its own.`;
  return fault('await_upload', at(name, 'ask', 'properties', field), message);
}

/** Whether one more callback may be kept. */
function hasRoom(s: Session, payload: Json): boolean {
  if (Object.keys(s.early).length >= EARLY) return false;
  if (!hasFlag(s, FLAGS.keepEarlyInput)) return true;
  return JSON.stringify(s.early).length + JSON.stringify(payload).length <= EARLY_CHARACTERS;
}

/** The event as the step's result, with what it says to the user. */
function heard(
  s: Session,
  { says }: AwaitNode,
  { key, id, payload }: { key: string; id: string; payload: Json },
): Exit {
  hear(s, key, id);
  forgetAddress(s, s.step);
  const said = says !== undefined && isObject(payload) ? payload[says] : undefined;
  return { result: payload, ...(typeof said === 'string' ? { said } : {}) };
}
