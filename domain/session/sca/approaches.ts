import type { JsonObject } from '../../json';
import type { Session } from '../session';
import type { NextView } from '../views';
import type { AnyApproach } from './approach';
import { challenge } from './challenge';
import { decoupled } from './decoupled';
import { redirect } from './redirect';

/**
 * The approaches to strong customer authentication, by the `state` that opens them. A new one is its file, a line here,
 * and its method in `skills/skill.schema.json`.
 */
export const APPROACHES = { redirect, decoupled, challenge } as const;

type Approach = (typeof APPROACHES)[keyof typeof APPROACHES];
type StateOf<A> = A extends { opened(t: never, node: never, sca: infer S, after: never): void } ? S : never;
type WaitingOf<A> = A extends { view(s: Session, waiting: infer W): NextView } ? W : never;

/** The state of an authorisation, as a connector answers it. */
export type ScaState = StateOf<Approach> | { state: 'done'; result: JsonObject } | { state: 'failed'; message: string };

/** The waits of all approaches. */
export type ScaWaiting = WaitingOf<Approach>;

/** The approach that a bank's answer has opened; `undefined` where it is none that is known here. */
export const approachOf = ({ state }: { state: string }): AnyApproach | undefined =>
  APPROACHES[state as keyof typeof APPROACHES];

/** The names that a skill may list as `methods`. */
export const METHODS: readonly string[] = Object.values(APPROACHES).map(({ method }) => method);
