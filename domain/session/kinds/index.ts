import type { AnyNode, NodeCommon } from '../../skill/graph';
import type { OperationCatalog } from '../../skill/operation-catalog';
import type { Ending, StepCommon } from '../../skill/skill';
import type { AnyWaiting, MachineWaiting, Session } from '../session';
import type { NextView } from '../views';
import { askKind } from './ask';
import { awaitKind } from './await';
import { callKind } from './call';
import { endKind, isEnd } from './end';
import type { BehaviourOfKind, LanguageOfKind } from './kind';
import { scaKind } from './sca';

/**
 * The kinds of step, by the member that marks a document's step as one. A new kind is its file, a line here, and its
 * form in `skills/skill.schema.json`.
 */
export const KINDS = {
  ask: askKind,
  call: callKind,
  await: awaitKind,
  sca: scaKind,
  end: endKind,
} as const;

type Kind = (typeof KINDS)[keyof typeof KINDS];
const ALL_KINDS: readonly Kind[] = Object.values(KINDS);
type StepOf<K> = K extends { compile(step: infer S, catalog: OperationCatalog): unknown } ? S : never;
type NodeOf<K> = K extends { compile(step: never, catalog: OperationCatalog): infer N } ? N : never;
type WaitingOf<K> = K extends { view(s: Session, node: never, waiting: infer W): NextView } ? W : never;

/** A step of a document. */
export type Step = StepOf<Kind>;
/** A step as it is compiled. */
export type Node = NodeOf<Kind>;
/** The wait of a session. */
export type Waiting = WaitingOf<Kind> | MachineWaiting;
/** A session whose nodes and waits can be told apart by their `kind`. */
export type TypedSession = Session<Node, Waiting>;

export type Language = LanguageOfKind<StepCommon, AnyNode> & { ends?(step: StepCommon): Ending };
type Behaviour = BehaviourOfKind<NodeCommon, AnyWaiting>;

/** The kind of a document's step, as the checks and the compiler need it. The step must be of the schema's shape. */
export const languageOf = (step: StepCommon): Language =>
  (marksAwait(step) ? awaitKind : ALL_KINDS.find(({ kind }) => kind in step)) as Language;

/** An `await` step may have an `ask`, too. */
const marksAwait = (step: StepCommon): boolean => awaitKind.kind in step;

/** The outcome that stands in for a code of the catalog which no `on` names, before `error`. */
export const standInFor = (kind: Language, code: string): string | undefined =>
  (kind as Language & Partial<Behaviour>).standInFor?.(code);

/** How an end closes the session; `undefined` for any other step. */
export const endingOf = (step: StepCommon): Ending | undefined => languageOf(step).ends?.(step);

/**
 * A step of a session's graph, with the behaviour of its kind; `undefined` for an end, and for a step that isn't there.
 */
export function stepOf({ graph }: Session, name: string): { node: NodeCommon; kind: Behaviour } | undefined {
  const node = graph.nodes[name];
  const kind = isEnd(node) ? undefined : KINDS[node?.kind as Exclude<Kind['kind'], 'end'>];
  return kind && { node: node as NodeCommon, kind };
}

/** The step at hand of an open session, which stands at no end, nor at a step that isn't there. */
export const stepAtHand = (s: Session): { node: NodeCommon; kind: Behaviour } =>
  stepOf(s, s.step) as { node: NodeCommon; kind: Behaviour };
