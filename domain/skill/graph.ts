import type { RetryPolicy, WaitingFor } from './catalog';
import type { Branch, Ending, Flavour, ScaMethod, Template } from './skill';

/** An operation as pinned into a session: what the workflow needs to run it, and nothing else. Times in ms. */
export interface PinnedOperation {
  operation: string;
  waitingFor: Exclude<WaitingFor, 'user'>;
  retry: RetryPolicy;
  attempt: number;
  total: number;
}
export type With = { [argument: string]: Template };

/** One upload field of an `ask`: counts of files, bytes per file. */
export interface UploadField {
  field: string;
  media_types: string[];
  max_bytes: number;
  min: number;
  max: number;
  capture?: string;
}

interface NodeCommon {
  next: Branch[];
  on: Record<string, string>;
  /** ms from entry. */
  within?: number;
  visits?: number;
}
export type AskNode = NodeCommon & { kind: 'ask'; show: { [name: string]: Template }; uploads: UploadField[] };
export type CallNode = NodeCommon & {
  kind: 'call';
  call: PinnedOperation;
  with: With;
  compensate?: { call: PinnedOperation; with: With };
  commit: boolean;
};
export type AwaitNode = NodeCommon & { kind: 'await'; event: string; waitingFor: Exclude<WaitingFor, 'user'> };
export type ScaNode = NodeCommon & {
  kind: 'sca';
  within: number;
  call: PinnedOperation;
  with: With;
  methods: ScaMethod[];
};
export type EndNode = {
  kind: 'end';
  end: Ending;
  credentials: { [name: string]: Template };
  output: { [name: string]: Template };
  reason?: { code: string; message: string };
};
export type Node = AskNode | CallNode | AwaitNode | ScaNode | EndNode;

/**
 * What a definition compiles to: the part that decides what a session does, without titles, schemas and texts. It is
 * the session's input and so lies in its history: a replay needs no registry, and a session ends on the version it
 * began with.
 */
export interface Graph {
  skill: string;
  /** SHA-256 (hex) of the definition's canonical body. */
  digest: string;
  catalog: string;
  flavour: Flavour;
  limits: { expires: number; idle?: number; steps: number };
  start: string;
  on: Record<string, string>;
  nodes: Record<string, Node>;
}
