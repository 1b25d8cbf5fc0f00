import { duration } from './duration';
import type { MockAnswer, Operation, OperationCatalog, RetryPolicy, WaitingFor } from './operation-catalog';
import { type Branch, branches, type Flavour, type Notice, type StepCommon, type Template } from './skill';

/** An operation as pinned into a session: what the workflow needs to run it, and nothing else. Times in ms. */
export interface PinnedOperation {
  operation: string;
  waitingFor: WaitingFor;
  retry: RetryPolicy;
  attempt: number;
  total: number;
  /** Absent in graphs of before, too. */
  sentOnce?: true;
  /** Of a sandbox draft: the operation is not carried out, and this is its answer. */
  mock?: MockAnswer;
}

/** An operation of the catalog, pinned. The name must be one of the catalog's. */
export function pin(operation: string, { operations }: OperationCatalog): PinnedOperation {
  const { waitingFor, retry, attempt, total, sentOnce, mock } = operations[operation] as Operation;
  const more = { ...(sentOnce ? { sentOnce } : {}), ...(mock ? { mock } : {}) };
  return { operation, waitingFor, retry, attempt, total, ...more };
}

/** A step as it is compiled. `kind` names the record in `domain/session/kinds` that knows the rest of it. */
export interface AnyNode {
  kind: string;
}

/** The members that every node has at which a session can stand, which is any but an end. */
export interface NodeCommon extends AnyNode {
  next: Branch[];
  on: Record<string, string>;
  /** ms from entry. */
  within?: number;
  /** Where its end lies among the session's data, if that comes before the end of `within`. */
  until?: Template;
  /** Reminders, in their order; `after` in ms from entry. */
  notify?: { after: number; event: string }[];
  visits?: number;
}

const compiledNotice = ({ after, event }: Notice) => ({ after: duration(after) as number, event });

/** Compiles the members that every kind of step has. */
export const commonMembers = (step: StepCommon): Omit<NodeCommon, 'kind'> => ({
  next: branches(step),
  on: step.on ?? {},
  ...(step.within === undefined ? {} : { within: duration(step.within) as number }),
  ...(step.until === undefined ? {} : { until: step.until }),
  ...(step.notify === undefined ? {} : { notify: step.notify.map(compiledNotice) }),
  ...(step.visits === undefined ? {} : { visits: step.visits }),
});

/**
 * The compiled form of a definition: what decides a session's course, without titles, schemas and texts. It is part of
 * the session's input and so of its history. A replay needs no registry, and a session ends on the version that it
 * began with.
 */
export interface Graph<N extends AnyNode = AnyNode> {
  skill: string;
  /** SHA-256 (hex) of the definition's canonical body. */
  digest: string;
  catalog: string;
  flavour: Flavour;
  /** `expires` and `idle` in ms, `steps` a count. */
  limits: { expires: number; idle?: number; steps: number };
  /** Its templates have an `or` or a `join`. Absent: an object with such members stands for itself, as it once did. */
  composed?: true;
  start: string;
  on: Record<string, string>;
  nodes: Record<string, N>;
}
