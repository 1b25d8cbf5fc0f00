import { isObject, type Json } from '../../json';
import { at, fault } from '../../skill/check/fault';
import { meant } from '../../skill/check/suggest';
import { fits } from '../../skill/fits';
import { commonMembers, type NodeCommon } from '../../skill/graph';
import type { EventSpec, WaitingFor } from '../../skill/operation-catalog';
import type { Schema, StepCommon } from '../../skill/skill';
import { FLAGS, hasFlag } from '../flags';
import { callbackKey, dropIfLate, hear } from '../reports';
import type { Session } from '../session';
import { drop, show, visitOf } from '../transition';
import { waitSentence, waitView } from '../waiting';
import type { Exit, StepKind } from './kind';

/** An event of a partner, such as the outcome of a review, that arrives as a callback. */
export type AwaitStep = StepCommon & { await: string };
export type AwaitNode = NodeCommon & {
  kind: 'await';
  event: string;
  waitingFor: WaitingFor;
  /** The catalog's schema of the event; absent in sessions of before, which take any payload. */
  payload?: Schema;
  /** The member of the event that is a sentence for the user. */
  says?: string;
};
type AwaitWaiting = { kind: 'event'; for: WaitingFor };

/** How many callbacks are kept for steps that don't wait for them yet. */
const EARLY = 32;
/** Characters of JSON that they may have in all. */
const EARLY_CHARACTERS = 128 * 1024;

export const awaitKind: Readonly<StepKind<AwaitStep, AwaitNode, AwaitWaiting>> = {
  kind: 'await',
  operations: () => [],
  templates: () => ({}),
  outcomes: [],
  resultSchema: (step, { events }) => events[step.await]?.payload,

  checkForm(step, name, catalog) {
    if (Object.hasOwn(catalog.events, step.await)) return [];
    const help = meant(step.await, Object.keys(catalog.events), 'It has');
    const message = `The catalog '${catalog.name}' has no event '${step.await}'.${help}`;
    return [fault('event_unknown', at(name, 'await'), message)];
  },

  compile(step, { events }) {
    const { waitingFor, payload, says } = events[step.await] as EventSpec;
    const common = { kind: 'await' as const, ...commonMembers(step), event: step.await, waitingFor, payload };
    return says === undefined ? common : { ...common, says };
  },

  isListedAtOnce: true,

  /** A callback that came early is taken now. */
  enter(t, node) {
    const { s } = t;
    show<AwaitWaiting>(t, 'PROCESSING', { kind: 'event', for: node.waitingFor });
    const key = callbackKey(s.step, visitOf(s, s.step));
    const early = s.early[key];
    if (!early) return undefined;
    delete s.early[key];
    hear(s, key, early.id);
    return heard(node, early.payload);
  },

  /**
   * A callback is taken if its step waits for it, kept if that is still to come, dropped if it is over, and counted unless it is a repeat. One whose payload
   * is not what the catalog says is dropped and noted, whoever sent it: a word that no branch knows decides nothing.
   */
  calledBack({ s }, event) {
    const { step, visit, id, payload } = event;
    const key = callbackKey(step, visit);
    const node = s.graph.nodes[step] as AwaitNode;
    if (node.payload && !fits(node.payload, payload)) {
      drop(s, 'unfit');
      return undefined;
    }
    if (s.step === step && visitOf(s, step) === visit && s.waiting.kind === 'event') {
      hear(s, key, id);
      return heard(node, payload);
    }
    if (dropIfLate(s, event) || key in s.early) return undefined;
    if (hasRoom(s, payload)) s.early[key] = { id, payload };
    else if (hasFlag(s, FLAGS.keepEarlyInput)) drop(s, 'too_many');
    return undefined;
  },

  view: waitView,
  sentence: waitSentence,
};

/** Whether one more callback may be kept. */
function hasRoom(s: Session, payload: Json): boolean {
  if (Object.keys(s.early).length >= EARLY) return false;
  if (!hasFlag(s, FLAGS.keepEarlyInput)) return true;
  return JSON.stringify(s.early).length + JSON.stringify(payload).length <= EARLY_CHARACTERS;
}

/** The event as the step's result, with what it says to the user. */
function heard({ says }: AwaitNode, payload: Json): Exit {
  const said = says !== undefined && isObject(payload) ? payload[says] : undefined;
  return { result: payload, ...(typeof said === 'string' ? { said } : {}) };
}
