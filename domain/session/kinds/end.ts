import type { AnyNode } from '../../skill/graph';
import type { Ending, Templates } from '../../skill/skill';
import type { EndKind } from './kind';

/** An end of the conversation, with what the tenant gets of it. */
export type EndStep = {
  title?: string;
  end: Ending;
  credentials?: Templates;
  output?: Templates;
  reason?: { code: string; message: string };
};
export type EndNode = AnyNode & {
  kind: 'end';
  end: Ending;
  credentials: Templates;
  output: Templates;
  reason?: { code: string; message: string };
};

export const endKind: Readonly<EndKind<EndStep, EndNode>> = {
  kind: 'end',
  operations: () => [],
  templates: ({ credentials = {}, output = {} }) => ({ credentials, output }),
  outcomes: [],
  resultSchema: () => undefined,
  compile: ({ end, credentials = {}, output = {}, reason }) => ({
    kind: 'end',
    end,
    credentials,
    output,
    ...(reason ? { reason } : {}),
  }),
  ends: ({ end }) => end,
};

/** Whether a node is an end, at which no session stands. */
export const isEnd = (node: AnyNode | undefined): node is EndNode => node?.kind === 'end';
